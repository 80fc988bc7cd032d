import Testing

@testable import DockerfileSyntax

@Suite("Ignored paths")
struct IgnorePatternTests {
    struct Example: CustomTestStringConvertible {
        var file: String
        var ignored: [String]
        var kept: [String]
        var testDescription: String { file }

        init(_ file: String, ignored: [String] = [], kept: [String] = []) {
            self.file = file
            self.ignored = ignored
            self.kept = kept
        }
    }

    static let examples = [
        Example("", kept: ["a"]), Example("# a\n\n   \n", kept: ["a", "# a"]),
        Example("a", ignored: ["a", "a/b"], kept: ["ab", "b/a"]),
        Example("/a/\n", ignored: ["a", "a/b"], kept: ["b"]),
        Example("./a/../b//c", ignored: ["b/c"], kept: ["a", "b"]),
        Example("  a b \r\n", ignored: ["a b"]), Example("*.md", ignored: ["a.md", ".md"], kept: ["x/a.md", "a.mdx"]),
        Example("*/*.md", ignored: ["x/a.md"], kept: ["a.md", "x/y/a.md"]),
        Example("a?c", ignored: ["abc", "aéc"], kept: ["ac", "a/c"]),
        Example("[a-c]x", ignored: ["ax", "cx"], kept: ["dx"]), Example("[^a-c]x", ignored: ["dx"], kept: ["ax"]),
        Example("a\\*", ignored: ["a*"], kept: ["ab"]), Example("[\\]x]", ignored: ["]", "x"], kept: ["\\"]),
        Example("**/a", ignored: ["a", "x/a", "x/y/a", "x/a/b"], kept: ["xa"]),
        Example("**a", ignored: ["a", "xa", "x/a"], kept: ["ab"]),
        Example("a/**", ignored: ["a/b", "a/b/c"], kept: ["a", "ab"]),
        Example("a**", ignored: ["a", "ab", "a/b"], kept: ["b"]),
        Example("a/**/b", ignored: ["a/b", "a/x/b", "a/x/y/b"], kept: ["a/xb"]), Example("**", ignored: ["a", "a/b"]),
        Example("**/*.o", ignored: ["a.o", "x/a.o", "x/y/.o"], kept: ["a.oo"]),
        Example("x**/b", ignored: ["xb", "xy/b"], kept: ["b"]),
        Example("*a**/b", ignored: ["aab", "xay/b", "aa/b"], kept: ["cb"]),
        Example("**/x*/**/y", ignored: ["x/y", "a/xb/c/y"], kept: ["x"]),
        Example("*\n!a", ignored: ["b", "b/c"], kept: ["a", "a/b"]),
        Example("*\n!a\na/b", ignored: ["a/b", "c"], kept: ["a", "a/c"]),
        Example("a\n!a/b", ignored: ["a", "a/c"], kept: ["a/b", "a/b/c"]), Example("!a\na", ignored: ["a"]),
        Example("a\n!a", kept: ["a"]),
        Example("! a\nb\n!  b", kept: ["b"]),
        Example("**/*.md\n!README.md", ignored: ["x/README.md", "a.md"], kept: ["README.md"]),
        Example("/", kept: ["a"]), Example(".", kept: ["a"]), Example("..", kept: ["a"]),
        Example("\u{FEFF}a", ignored: ["a"]),
        Example("#a\n #b", ignored: ["#b"], kept: ["#a"]), Example("a/\n!a/b/\n", ignored: ["a/x"], kept: ["a/b/c"]),
    ]

    @Test("a pattern file keeps out what moby's matcher keeps out", arguments: examples)
    func match(_ example: Example) throws {
        let result = IgnorePatterns.parse(Array(example.file.utf8))
        #expect(result.diagnostics.isEmpty)
        for path in example.ignored { #expect(result.patterns.matches(path), "\(path) is not ignored") }
        for path in example.kept { #expect(!result.patterns.matches(path), "\(path) is ignored") }
    }

    @Test(
        "wrong patterns are errors at their place",
        arguments: ["[a", "[]", "a\\", "[a-]", "[b-a]", "!", "! ", "[^]", "[-a]", "!/"])
    func wrong(_ pattern: String) throws {
        let result = IgnorePatterns.parse(Array("ok\n  \(pattern)\n".utf8))
        #expect(result.diagnostics.map(\.code) == [.ignorePattern])
        #expect(result.diagnostics.first?.range.start == SourcePosition(offset: 5, line: 2, column: 3))
        #expect(throws: Diagnostic.self) { try IgnorePatterns([pattern]) }
    }

    @Test("patterns of flags are taken as they are")
    func flags() throws {
        let patterns = try IgnorePatterns(["*.o", "!keep.o", " ", "#x"])
        #expect(patterns.matches("a.o") && !patterns.matches("keep.o") && patterns.matches("#x"))
        #expect(try IgnorePatterns([]).isEmpty)
        #expect(!IgnorePatterns().matches("a"))
    }

    @Test("hundreds of patterns are remembered for the entries of a directory")
    func many() throws {
        let patterns = try IgnorePatterns((0..<200).flatMap { ["d\($0)", "!d\($0)/keep"] })
        for index in [0, 31, 32, 100, 199] {
            let state = patterns.match(Array("d\(index)".utf8)[...], in: .init())
            #expect(state.isIgnored)
            #expect(patterns.match(Array("d\(index)/x".utf8)[...], in: state).isIgnored)
            #expect(!patterns.match(Array("d\(index)/keep".utf8)[...], in: state).isIgnored)
        }
    }

    @Test("an ignored directory is skipped where nothing in it can come back")
    func skip() throws {
        func skips(_ patterns: [String], _ directory: String) throws -> Bool {
            try IgnorePatterns(patterns).canSkipDirectory(Array(directory.utf8))
        }
        #expect(try skips(["a"], "a"))
        #expect(try skips(["a", "!b/c"], "a"))
        #expect(try !skips(["a", "!a/b/c"], "a"))
        #expect(try !skips(["a", "!a/b/c"], "a/b"))
        #expect(try skips(["a", "!a/b/c"], "a/b/c"))
        #expect(try skips(["a", "!a/b/c"], "a/x"))
        #expect(try !skips(["a", "!**/x"], "a"))
        #expect(try !skips(["a", "!a/*/x"], "a/q"))
        #expect(try skips(["a", "!a/*/x"], "a/q/x"))
        #expect(try !skips(["a", "!a/[b]/x"], "a/b"))
        #expect(try skips(["a", "!a/[b]/x"], "a/c"))
    }

    @Test("a Dockerfile's own patterns come before those of the context")
    func names() {
        let names = IgnorePatterns.fileNames(forDockerfile: "build/app.Dockerfile")
        #expect(names.besideDockerfile == "build/app.Dockerfile.dockerignore")
        #expect(names.inContext == ".dockerignore")
    }
}

/// Facts about moby's pattern matcher, pattern by pattern, as its own tests state them.
@Suite("Ignored paths, beside moby's own tests")
struct MobyPatternTests {
    /// What a pattern matches, by itself or through a parent, and what it does not.
    static let facts: [(pattern: String, matches: [String], others: [String])] = [
        ("**", ["file", "dir/file"], []), ("**/", ["file", "dir/file"], []), ("**/**", ["dir/file"], []),
        ("dir/**", ["dir/file", "dir/dir2/file"], ["dir"]), ("**/dir", ["dir", "dir/file"], []),
        ("**/dir2/*", ["dir/dir2/file"], ["dir2"]), ("**/dir2/**", ["dir/dir2/dir3/file"], []),
        ("**file", ["file", "dir/file", "dir/dir/file"], []), ("**/file", ["dir/file", "dir/dir/file"], []),
        ("**/file*", ["dir/dir/file", "dir/dir/file.txt"], []), ("**/file*txt", ["dir/dir/file.txt"], []),
        ("**/file*.txt*", ["dir/dir/file.txt"], []), ("**/**/*.txt", ["dir/dir/file.txt", "file.txt"], []),
        ("**/**/*.txt2", [], ["dir/dir/file.txt"]), ("**/*.txt", ["file.txt"], []),
        ("a**/*.txt", ["a/file.txt", "a/dir/file.txt", "a/dir/dir/file.txt"], []),
        ("a/*.txt", ["a/file.txt"], ["a/dir/file.txt"]), ("a/*.txt**", ["a/file.txt"], []),
        ("a[b-d]e", ["ace"], ["ae", "aae"]), ("a[^b-d]e", ["aze"], []), (".*", [".foo"], ["foo"]),
        ("abc.def", ["abc.def"], ["abcdef", "abcZdef"]), ("abc?def", ["abcZdef"], ["abcdef"]),
        ("**/foo/bar", ["foo/bar", "dir/foo/bar", "dir/dir2/foo/bar"], []),
        ("abc/**", ["abc/def", "abc/def/ghi"], ["abc"]), ("**/.foo", [".foo"], ["bar.foo"]),
        ("a(b)c/def", ["a(b)c/def"], ["a(b)c/xyz"]), ("a.|)$(}+{bc", ["a.|)$(}+{bc"], []),
        ("dist/*.whl", ["dist/p-2.4.0rc3.dev36+g08acad9-py3-none-any.whl"], []), ("a\\*b", ["a*b"], ["ab"]),
        ("a*", ["a", "abc", "ab/c"], []), ("a*/b", ["abc/b"], ["a/c/b"]),
        ("a*b*c*d*e*/f", ["axbxcxdxe/f", "axbxcxdxexxx/f"], ["axbxcxdxe/xxx/f", "axbxcxdxexxx/fff"]),
        ("a*b?c*x", ["abxbbxdbxebxczzx"], ["abxbbxdbxebxczzy"]), ("ab[e-g]", [], ["abc"]), ("ab[^e-g]", ["abc"], []),
        ("a?b", ["a☺b"], ["a/b"]), ("a[^a]b", ["a☺b"], []), ("a???b", [], ["a☺b"]), ("[a-ζ]*", ["α"], []),
        ("*[a-ζ]", [], ["A"]), ("a*b", [], ["a/b"]), ("[\\]a]", ["]"], []), ("[x\\-]", ["x", "-"], ["z"]),
        ("[\\-x]", ["x", "-"], ["a"]), ("*x", ["xxx"], []),
        ("docs\n!docs/README.md", ["docs/x"], ["docs/README.md"]),
        ("docs/*\n!docs/README.md", ["docs/x"], ["docs/README.md"]), ("!a.go\n*.go", ["a.go"], []),
        ("**\n!util/docker/web", ["util/x"], ["util/docker/web/foo"]),
        ("**\n!util/docker/web\nutil/docker/web/foo", ["util/docker/web/foo"], ["util/docker/web/bar"]),
        ("**\n!dist/*.whl", ["x.whl"], ["dist/p-2.4.0rc3.dev36+g08acad9-py3-none-any.whl"]),
        ("! /inverted/abs\n/a/file/here", ["a/file/here"], ["inverted/abs"]),
    ]

    @Test("a pattern matches what it matches there", arguments: facts.indices)
    func match(_ index: Int) {
        let fact = Self.facts[index]
        let result = IgnorePatterns.parse(Array(fact.pattern.utf8))
        #expect(result.diagnostics.isEmpty, "\(fact.pattern)")
        for path in fact.matches { #expect(result.patterns.matches(path), "\(fact.pattern) \(path)") }
        for path in fact.others { #expect(!result.patterns.matches(path), "\(fact.pattern) \(path)") }
    }

    @Test(
        "what is no pattern there is an error here",
        arguments: ["[]a]", "[-]", "[x-]", "[-x]", "\\", "[a-b-c]", "[", "[^", "[^bc", "a["])
    func wrong(_ pattern: String) { #expect(throws: Diagnostic.self) { try IgnorePatterns([pattern]) } }
}
