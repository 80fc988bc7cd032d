import ArgumentParser
import LinuxSystem
import SystemPackage
import Testing

@testable import strata

@Suite("Help")
struct HelpTests {
    static let golden = SourceTree.root.appending("Tests/StrataTests/Golden/help.txt")

    /// The help of the program and of every command; regenerate with UPDATE_GOLDEN=1.
    @Test("is what was agreed on")
    func texts() throws {
        var text = Strata.helpMessage(columns: 100)
        for command in CommandTable.commands {
            text += "\n" + separator + Strata.helpMessage(for: command, columns: 100)
        }
        for group in CommandTable.groups {
            text += "\n" + separator + Strata.helpMessage(for: group, columns: 100)
            for command in group.commands { text += "\n" + separator + Strata.helpMessage(for: command, columns: 100) }
        }
        text += "\n"
        if ProcessEnvironment.value(of: "UPDATE_GOLDEN") != nil {
            try FileHandle.open(Self.golden, Flags.create).write(Array(text.utf8))
        }
        let expected = String(decoding: try FileHandle.open(Self.golden).readAll(), as: UTF8.self)
        #expect(text == expected, "the help changed: see it with UPDATE_GOLDEN=1 and git diff")
    }

    @Test("every command has an example")
    func examples() {
        for command in CommandShapeTests.commands where command.configuration.commandName != "version" {
            #expect(command.configuration.discussion.contains("strata "), "\(command.configuration.commandName ?? "")")
        }
    }

    private var separator: String { String(repeating: "-", count: 100) + "\n" }
}
