import DockerfileSyntax
import Testing

@testable import BuildGraph

@Suite("COPY of ignored files")
struct IgnoredCopiesTests {
    @Test(
        "a source is ignored where its path, or one above it, is left out and not taken back in",
        arguments: [
            ("a", "a", true), ("/a", "a", true), ("./a/../b", "b", true), ("a/b", "a", true),
            ("a/b", "a/*\n!a/b", false),
            ("ab", "a", false), ("*.txt", "a.txt", false), ("x/y.log", "**/*.log", true),
            // Everything of the context, or nothing of it.
            (".", "*", true), ("/", "**", true), ("./", "**/*", true), (".", ".*", false), (".", "*\n!a", false),
            // What an exception takes back in may lie below the source, not beside it.
            ("sub/a.txt", "sub\n!sub/b.txt", true), ("sub/a.txt", "sub\n!other.txt", true),
            ("sub/a.txt", "sub\n!nope/missing.txt", true), ("sub/a.txt", "!sub/b.txt\nsub", true),
            ("sub", "sub\n!sub/a.txt", false), ("sub/a.txt", "sub\n!sub/a.txt", false),
            ("sub/*.txt", "sub\n!sub/a.txt", false), ("sub/*.txt", "sub\n!b/a.txt", true), ("*/a", "*\n!b/a", false),
            ("su.b", "su.b\n!su\\.b/keep.txt", false), ("sub/*", "*", true), ("?", "*", true),
        ])
    func sources(_ source: String, _ patterns: String, _ isIgnored: Bool) throws {
        let plan = try Planning.plan("FROM busybox\nCOPY \(source) /there/\n")
        let ignored = IgnorePatterns.parse(Array(patterns.utf8), name: ".dockerignore").patterns
        let found = IgnoredCopies.warnings(plan.vertices, ignoring: ignored)
        #expect(found.map(\.code) == (isIgnored ? [.copyIgnoredFile] : []))
        #expect(found.allSatisfy { $0.range.start.line == 2 })
    }
}
