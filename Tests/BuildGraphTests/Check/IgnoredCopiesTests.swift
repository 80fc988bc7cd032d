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
            ("ab", "a", false), (".", "*", false), ("*.txt", "a.txt", false), ("x/y.log", "**/*.log", true),
        ])
    func sources(_ source: String, _ patterns: String, _ isIgnored: Bool) throws {
        let plan = try Planning.plan("FROM busybox\nCOPY \(source) /there/\n")
        let ignored = IgnorePatterns.parse(Array(patterns.utf8), name: ".dockerignore").patterns
        let found = IgnoredCopies.warnings(plan.vertices, ignoring: ignored)
        #expect(found.map(\.code) == (isIgnored ? [.copyIgnoredFile] : []))
        #expect(found.allSatisfy { $0.range.start.line == 2 })
    }
}
