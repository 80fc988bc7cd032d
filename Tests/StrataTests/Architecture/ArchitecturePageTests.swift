import Testing

@Suite("The page about the architecture")
struct ArchitecturePageTests {
    /// Words in backticks of one section of the page.
    private func words(in section: String) throws -> [String] {
        let page = try SourceTree.text(of: "docs/architecture.md")
        let part = try #require(page.components(from: "## \(section)", to: "\n## "))
        return part.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }

    @Test("every file that a layer passes on its way is there")
    func files() throws {
        let names = try SourceTree.swiftFiles(below: "Sources").map { $0.path.dropLast(".swift".count) }
        let stems = try words(in: "The way of a layer through it").filter { word in
            if word.hasSuffix("/") { return false }
            let last = word.split(separator: "/").last ?? ""
            return last.first?.isUppercase == true && last.allSatisfy { $0.isLetter || $0 == "+" }
                && !["COPY", "NAME"].contains(String(last))
        }
        #expect(stems.count > 40)
        for stem in stems {
            #expect(names.contains { $0.hasSuffix("/\(stem)") }, "docs/architecture.md names \(stem)")
        }
    }

    @Test("every target has its line")
    func targets() throws {
        let named = Set(try words(in: "The house"))
        for target in ArchitectureTests.layers.keys { #expect(named.contains(target), "\(target)") }
    }
}

extension String {
    /// What stands between a text and the next occurrence of another (or the end).
    fileprivate func components(from start: String, to end: String) -> Substring? {
        guard let begin = firstRange(of: start) else { return nil }
        let rest = self[begin.upperBound...]
        return rest[..<(rest.firstRange(of: end)?.lowerBound ?? rest.endIndex)]
    }
}
