import Fixes
import Testing

@Suite("What is copied beside the sources")
struct IgnoreCopiedTests {
    private static let clutter = [
        ContextClutter(path: ".git", files: 20, bytes: 5000),
        ContextClutter(path: "dist", files: 1, bytes: 10),
        ContextClutter(path: "web/node_modules", files: 900, bytes: 90_000),
        ContextClutter(path: "web/lib/node_modules", files: 100, bytes: 10_000),
    ]

    private func suggestion(_ body: String, ignoring old: String = "") -> Fix? {
        var facts = FixFacts(ignoreFile: (".dockerignore", Array(old.utf8)))
        facts.clutter = Self.clutter
        let result = Fixer(Array("FROM a:1\n\(body)\n".utf8), name: "Dockerfile", facts: facts).run { _ in true }
        #expect(!result.applied.contains { $0.name == .ignoreCopied })
        return result.others.first { $0.name == .ignoreCopied }
    }

    @Test("is told with what it weighs, the heaviest first, and is left to the author")
    func weights() throws {
        let fix = try #require(suggestion("RUN make\nCOPY . /app"))
        #expect(fix.leftOut.map(\.path) == ["**/node_modules", ".git", "dist"])
        #expect(fix.leftOut.map(\.bytes) == [100_000, 5000, 10])
        #expect(fix.leftOut.map(\.files) == [1000, 20, 1])
        #expect(fix.line == 3 && fix.grade == .suggested && fix.edits.isEmpty)
    }

    @Test(
        "is what a copied directory holds, and neither named by an instruction nor ignored already",
        arguments: [
            ("COPY web /app", "", ["**/node_modules"]), ("ADD ./web/lib/ /app", "", ["**/node_modules"]),
            ("COPY . /app\nCOPY dist /www", "", ["**/node_modules", ".git"]),
            ("COPY * /app", ".git\n**/node_modules", ["dist"]),
            ("COPY . /app", ".git\ndist\nweb/node_modules", ["**/node_modules"]),
            ("COPY --from=b . /app", "", []), ("COPY src /app", "", []), ("COPY $X /app", "", []),
            ("COPY --exclude=.git . /app", "", []), ("COPY . /app", "*", []),
            ("COPY web/node_modules /a\nCOPY web/lib/node_modules/x /b", "", []),
        ])
    func covered(_ body: String, _ ignored: String, _ paths: [String]) {
        #expect(suggestion(body, ignoring: ignored)?.leftOut.map(\.path) ?? [] == paths)
    }
}
