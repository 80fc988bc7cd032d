import DockerfileSyntax
import Lint
import Testing

@Suite("The text that a RUN gives its shell")
struct ShellTextTests {
    private func read(_ text: String) throws -> (ShellScript, ParseResult) {
        let result = Dockerfile.parse(text)
        for instruction in result.dockerfile.stages[0].instructions {
            guard case .run(let run) = instruction.kind else { continue }
            let escape = result.dockerfile.directives.escape
            let shell = try #require(ShellText(instruction.source, run, in: result.text, escape: escape))
            return (ShellScript(shell), result)
        }
        throw NoRun()
    }

    private struct NoRun: Error {}

    private func places(_ text: String) throws -> [String] {
        let (script, result) = try read(text)
        return script.commands.flatMap(\.words).map { word in
            String(decoding: result.text.bytes[script.text.fileRange(of: word.range)], as: UTF8.self)
        }
    }

    @Test(
        "leads back to the Dockerfile",
        arguments: [
            "FROM a\nRUN apt-get update && \\\n    apt-get install \\\n# why\n\n      curl \\\n  jq\n",
            "FROM a\nRUN --mount=type=cache,target=/x apt-get update && \\  \n apt-get install curl jq",
            "FROM a\r\nRUN apt-get update && \\\r\n  apt-get install curl \\\r\n  jq\r\n",
            "# escape=`\nFROM a\nRUN apt-get update && `\n  apt-get install `\n curl jq\n",
            "FROM a\nRUN <<EOF\napt-get update\napt-get install curl jq\nEOF\n",
            "FROM a\nRUN <<-EOF\n\tapt-get update\n\tapt-get install curl jq\n\tEOF\n",
        ])
    func leadsBack(_ text: String) throws {
        #expect(try places(text) == ["apt-get", "update", "apt-get", "install", "curl", "jq"])
    }

    @Test("is what the builder gives it")
    func equality() throws {
        for text in [
            "FROM a\nRUN a \\\n  b \\\n# c\n  && d  \n", "FROM a\nRUN cat <<A <<B > f\n1\nA\n2\nB\nRUN x\n",
            "FROM a\nRUN <<A\nx\n y\nA\n", "FROM a\nRUN a\\\\\nRUN b\n",
        ] {
            let (script, result) = try read(text)
            guard case .run(let run) = result.dockerfile.stages[0].instructions[0].kind,
                case .shell(let wanted) = run.execution
            else { continue }
            #expect(script.text.string(0..<script.text.bytes.count) == wanted)
        }
    }

    @Test("holds here-documents after it")
    func documents() throws {
        let (script, result) = try read("FROM a\nRUN cat <<E > f\nKEY=1\nE\n")
        let document = try #require(script.commands[0].redirections[0].document)
        let range = script.text.fileRange(of: document)
        #expect(String(decoding: result.text.bytes[range], as: UTF8.self) == "KEY=1\n")
    }

    @Test("of the exec form is words that no shell reads")
    func exec() throws {
        let result = Dockerfile.parse("FROM a\nRUN [\"a b\", \"&& c\"]\n")
        let instruction = result.dockerfile.stages[0].instructions[0]
        let script = ShellScript(program: ["a b", "&& c"], of: instruction.source)
        #expect(script.commands.map { $0.words.map(\.literal) } == [["a b", "&& c"]])
    }
}
