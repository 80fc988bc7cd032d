import ArgumentParser
import OCI
import Testing

@testable import strata

@Suite("Options and what the normaliser knows of them")
struct CommandShapeTests {
    static let commands: [any StrataCommand.Type] = CommandTable.commands + CommandTable.groups.flatMap { $0.commands }

    @Test(
        "every command's shape is what it declares to the parser",
        arguments: Self.commands.map { $0.configuration.commandName ?? "" })
    func shapesAgree(_ name: String) throws {
        let command = try #require(Self.commands.first { $0.configuration.commandName == name })
        let dump = try JSONValue(parsing: command._dumpHelp())
        let declared = dump["command"]?["arguments"]?.arrayValue ?? []
        var names: Set<String> = ["help"]
        for argument in declared where argument["kind"]?.stringValue != "positional" {
            let spelled = argument["names"]?.arrayValue ?? []
            let longs = spelled.filter { $0["kind"]?.stringValue == "long" }.compactMap { $0["name"]?.stringValue }
            let long = try #require(longs.first)
            if long == "help" || long.hasPrefix("no-") && command.shape.option(long.dropFirst(3)) != nil {
                continue
            }
            let option = try #require(command.shape.option(long), "\(name) --\(long) is not in the shape")
            #expect(option.takesValue == (argument["kind"]?.stringValue == "option"), "\(name) --\(long)")
            let short = spelled.first { $0["kind"]?.stringValue == "short" }?["name"]?.stringValue
            #expect(option.short.map(String.init) == short, "\(name) --\(long)")
            names.insert(long)
        }
        #expect(Set(command.shape.options.map(\.name)) == names)
    }

    @Test("an empty value says nothing of a platform alone")
    func emptyValues() {
        for command in Self.commands {
            let silent = command.shape.options.filter(\.isNothingWhereEmpty).map(\.name)
            #expect(silent == (command.shape.option("platform") == nil ? [] : ["platform"]), "\(command)")
        }
        #expect(CommandShape.Option(parsing: "p/platform~").name == "platform")
    }
}
