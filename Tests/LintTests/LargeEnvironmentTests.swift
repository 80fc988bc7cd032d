import Findings
import Testing

@testable import Lint

@Suite("Large environments")
struct LargeEnvironmentTests {
    /// Every value was searched for every name: with ten thousand of them that took minutes.
    @Test("an ENV of ten thousand variables is looked through, and the one that uses another is found")
    func variables() {
        let count = 10_000
        let lines = (0..<count).map { "VAR_\($0)=\($0 == count - 1 ? "${VAR_3}/bin" : "a$OTHER")" }
        let text = "FROM debian:12\nENV " + lines.joined(separator: " \\\n    ") + "\nUSER x\n"
        let found = Linter(LintOptions()).lint(Array(text.utf8), name: "Dockerfile").findings
        let places = found.filter { $0.code.text == "DL3044" }
        #expect(places.count == 1)
    }
}
