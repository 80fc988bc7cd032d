import DockerfileSyntax
import Testing

@Suite("An instruction moved further down")
struct InstructionMoveTests {
    private func moved(_ text: String, _ from: Int, below to: Int, leaving line: String? = nil) -> (String, Int) {
        let source = SourceText(Array(text.utf8), name: "Dockerfile")
        let stage = Dockerfile.parse(source.bytes, name: source.name).dockerfile.stages[0]
        let move = InstructionMove(
            stage.instructions[from].range, below: stage.instructions[to].range, leaving: line, in: source)
        return (String(decoding: move.bytes, as: UTF8.self), move.line)
    }

    @Test("takes its continuation lines and here-documents along, and leaves the rest to the byte")
    func wholeLines() {
        let text = "FROM a\n# c\nCOPY x \\\n  y /\n\nRUN <<E\none\nE\n  # d\nCMD z\n"
        #expect(moved(text, 0, below: 1) == ("FROM a\n# c\n\nRUN <<E\none\nE\nCOPY x \\\n  y /\n  # d\nCMD z\n", 4))
        let document = "FROM a\nCOPY <<E /x\none\nE\nRUN b\n"
        #expect(moved(document, 0, below: 1) == ("FROM a\nRUN b\nCOPY <<E /x\none\nE\n", 2))
    }

    @Test("a text that does not end its last line is as good; another line may take the place")
    func ends() {
        #expect(moved("FROM a\nCOPY . /\nRUN b", 0, below: 1) == ("FROM a\nRUN b\nCOPY . /\n", 2))
        let left = moved("FROM a\r\nCOPY . /\r\nRUN b \\\r\n c\r\n", 0, below: 1, leaving: "COPY d /")
        #expect(left == ("FROM a\r\nCOPY d /\nRUN b \\\r\n c\r\nCOPY . /\r\n", 3))
    }
}
