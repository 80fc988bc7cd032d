import LinuxSystem
import Testing

@testable import strata

@Suite("docs/commands.md")
struct CommandDocumentationTests {
    /// A row: docker's command, the command here.
    private struct Row {
        let docker: String
        let strata: String?
    }

    private func rows() throws -> [Row] {
        try SourceTree.text(of: "docs/commands.md").split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).map { cell in
                String(cell.filter { $0 != "`" }.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            }
            guard cells.count > 2, cells[1].hasPrefix("docker ") else { return nil }
            return Row(docker: String(cells[1].dropFirst(7)), strata: cells[2].isEmpty ? nil : cells[2])
        }
    }

    @Test("every command that it names is there, and every command that is there is named")
    func names() throws {
        let text = try SourceTree.text(of: "docs/commands.md")
        for row in try rows() {
            guard let name = row.strata else { continue }
            let words = name.split(separator: " ").dropFirst().map(String.init)
            #expect(CommandTable.match(words) != nil || HelpRequest(words) != nil, "\(name)")
        }
        for command in try CommandTable.definitions() { #expect(text.contains("`\(command.name)`"), "\(command.name)") }
    }

    @Test("a command of docker's that the table leaves for later is refused with a hint of its own")
    func later() throws {
        for row in try rows() where row.strata == nil && !row.docker.contains(" ") {
            #expect(CommandTable.match([row.docker]) == nil, "\(row.docker) is here: mend the table")
            #expect(!CommandTable.hint(forUnknown: row.docker).contains("--help"), "\(row.docker)")
        }
    }

    @Test("every command of docker's client has a row", .needs("docker"))
    func complete() throws {
        let fixture = try Fixture(withBusyBox: false)
        let known = Set(try rows().map(\.docker))
        let help = try fixture.shell("docker --help").succeed()
        let names = help.split(separator: "\n").filter {
            $0.hasPrefix("  ") && !$0.hasPrefix("   ") && !$0.hasPrefix("  -")
        }
        .compactMap { $0.split(separator: " ").first.map { String($0.filter { $0 != "*" }) } }
        #expect(names.count > 40)
        for name in names { #expect(known.contains(name), "docker \(name)") }
    }
}
