import ArgumentParser
import Testing

@testable import strata

@Suite("What is wrong with a command line")
struct ParserMessageTests {
    @Test(
        "is said of the command, with what to write, and with docker's exit status",
        arguments: [
            ("history", "the argument IMAGE is missing", "strata history [OPTIONS] IMAGE", 1),
            ("tag x", "the argument NAME[:TAG] is missing", "strata tag IMAGE NAME[:TAG]", 1),
            ("rmi", "the argument IMAGE is missing", "strata rmi [OPTIONS] IMAGE [IMAGE...]", 1),
            ("images a b", "there is no place for “b”", "strata images [OPTIONS] [NAME]", 1),
            ("images --formt x", "there is no option --formt", "did you mean --format?", 125),
            ("images --nope", "there is no option --nope", "`strata images --help` shows what it takes", 125),
            ("images -x", "there is no option -x", "`strata images --help` shows what it takes", 125),
            ("run -d x", "there is no option -d", "a container runs in the foreground: end the line with &", 125),
            ("run --publish=80:80 x", "there is no option --publish", "containers have the host's network", 125),
            ("build -f", "--file lacks its value", "`strata build --help` shows what it takes", 125),
            ("ps -n x", "--last cannot be “x”", "`strata ps --help` shows what it takes", 125),
            ("history --human=maybe x", "--human is true or false, not “maybe”", "`strata history --help` shows", 125),
        ])
    func messages(line: String, message: String, hint: String, status: Int32) throws {
        let words = line.split(separator: " ").map(String.init)
        let match = try #require(CommandTable.match(words))
        let error = #expect(throws: (any Error).self) { try Invocation.parse(words) }
        let definition = try CommandDefinition(match.command, path: match.path)
        let text = Strata.message(for: try #require(error))
        let parsed = ParserMessage(text, command: definition.name, usage: definition.usage)
        #expect(parsed.message == "\(definition.name): \(message)")
        #expect(parsed.hint.hasPrefix(hint))
        #expect(parsed.status.rawValue == status)
    }
}
