import Testing

@testable import DockerfileSyntax

@Suite("Lines")
struct LineTests {
    private func texts(_ body: String) -> [String] {
        let result = Dockerfile.parse("FROM a\n" + body)
        return result.dockerfile.stages.first?.instructions.map(\.source.originalText) ?? []
    }

    @Test(
        "continuation lines are joined",
        arguments: [
            ("RUN a \\\n b", ["RUN a  b"]),
            ("RUN a\\\nb", ["RUN ab"]),
            ("RUN a \\   \n  b", ["RUN a   b"]),
            ("RUN a \\\n# comment\n  # another \\\n b", ["RUN a  b"]),
            ("RUN a \\\n\n\n b\nRUN c", ["RUN a  b", "RUN c"]),
            ("RUN a \\\\\nRUN b", ["RUN a \\\\", "RUN b"]),
            ("RUN a \\", ["RUN a"]),
            ("\\\nRUN a", ["RUN a"]),
            ("RUN \\\n  \\\n a", ["RUN    a"]),
            ("RUN a # no comment \\\n b", ["RUN a # no comment  b"]),
            ("  RUN a", ["RUN a"]),
            ("RUN a \\ b", ["RUN a \\ b"]),
        ]
    )
    func join(_ body: String, _ expected: [String]) {
        #expect(texts(body) == expected)
    }

    @Test("an empty line within a continuation is a warning at its place")
    func emptyContinuation() throws {
        let result = Dockerfile.parse("FROM a\nRUN x \\\n\n y\n")
        let warning = try #require(result.diagnostics.first)
        #expect(result.diagnostics.count == 1)
        #expect(warning.code == .noEmptyContinuation)
        #expect(warning.range.start.line == 3)
    }

    @Test("comments before an instruction belong to it")
    func comments() throws {
        let result = Dockerfile.parse("FROM a\n# name who it is\n#  more \nARG name other\n")
        let instruction = try #require(result.dockerfile.stages.first?.instructions.first)
        #expect(instruction.source.comments == ["name who it is", "more"])
        guard case .arg(let arg) = instruction.kind else { return #expect(Bool(false)) }
        #expect(arg.definitions.map(\.comment) == ["who it is", nil])
    }

    @Test("ranges survive continuation lines, tabs and wide characters")
    func ranges() throws {
        let result = Dockerfile.parse("FROM a\nCOPY 한글 \\\n# c\n\tsecond /dest\n")
        guard case .copy(let copy) = result.dockerfile.stages.first?.instructions.first?.kind else {
            return #expect(Bool(false))
        }
        let ranges = copy.transfer.sources.map(\.range) + [copy.transfer.destination.range]
        #expect(ranges.map(\.start.line) == [2, 4, 4])
        #expect(ranges.map(\.start.column) == [6, 2, 9])
        #expect(ranges[0].end.column == 8)
        for (range, text) in zip(ranges, ["한글", "second", "/dest"]) {
            let bytes = result.text.bytes[range.start.offset..<range.end.offset]
            #expect(String(decoding: bytes, as: UTF8.self) == text)
        }
    }
}
