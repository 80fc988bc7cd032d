import ArgumentParser
import Testing

@testable import strata

@Suite("Commands made without ArgumentParser")
struct DirectCommandTests {
    /// Values that an option may be given; `nil` for a switch.
    private static func spellings(_ option: CommandShape.Option) -> [String] {
        let name = "--" + option.name
        if option.takesValue { return ["", "word", "-3", "12", "a=b --c", "{{.ID}}"].map { name + "=" + $0 } }
        return [name, name + "=false", name + "=true"]
    }

    private static func direct(_ words: [String]) -> (any StrataCommand)? {
        guard let match = CommandTable.match(words) else { return nil }
        let normalized = ArgumentNormalizer.normalize(match.rest, for: match.command.shape)
        return PlainWords(normalized, for: match.command.shape).flatMap { match.command.direct($0) }
    }

    /// What ArgumentParser makes, all its properties in words; `nil` where it refuses.
    private static func parsed(_ words: [String]) -> String? {
        guard let match = CommandTable.match(words) else { return nil }
        let normalized = ArgumentNormalizer.normalize(match.rest, for: match.command.shape)
        return (try? Strata.parseAsRoot(match.path + normalized)).map(text)
    }

    private static func text(_ command: Any) -> String {
        var result = ""
        dump(command, to: &result)
        return result
    }

    @Test(
        "are what ArgumentParser makes of the same words, option by option and in pairs",
        arguments: CommandTable.namedCommands.filter { $0.command is any DirectCommand.Type }.map(\.name))
    func sameAsParser(_ name: String) throws {
        let command = try #require(CommandTable.namedCommands.first { $0.name == name }?.command)
        let spellings = command.shape.options.filter { $0.name != "help" }.map(Self.spellings)
        let pairs = spellings.flatMap { first in spellings.map { [first[0], $0[$0.count - 2]] } }
        let lines = ([[]] + spellings.joined().map { [$0] }).flatMap { options in
            [[], ["app:1"], ["app", "-x"], ["", "b", "c"]].map { options + ["--"] + $0 }
        }
        var compared = 0
        for line in lines + pairs + pairs.map({ $0 + ["app"] }) {
            guard let direct = Self.direct([name] + line) else { continue }
            compared += 1
            #expect(Self.text(direct) == Self.parsed([name] + line), "\(line)")
        }
        #expect(compared > pairs.count / 2)
    }

    @Test(
        "leave to ArgumentParser whatever it has something to say about",
        arguments: [
            "images a b", "images --nope", "images --format", "images --quiet=maybe", "history", "history a b",
            "ps --last=x", "ps word", "inspect", "version word", "images -x", "layers a b", "history --no-quiet a",
        ])
    func leftToTheParser(_ line: String) {
        let words = line.split(separator: " ").map(String.init)
        #expect(Self.direct(words) == nil)
        #expect(Self.parsed(words) == nil)
    }

    @Test("every command is known by the name that it has")
    func names() {
        for (name, command) in CommandTable.namedCommands + CommandTable.namedHiddenCommands {
            #expect(command.configuration.commandName == name)
        }
        for (name, group) in CommandTable.namedGroups { #expect(group.configuration.commandName == name) }
    }
}
