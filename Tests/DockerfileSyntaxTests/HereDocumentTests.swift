import Testing

@testable import DockerfileSyntax

@Suite("Here-documents")
struct HereDocumentTests {
    private func parse(_ body: String) throws -> Instruction {
        let result = Dockerfile.parse("FROM a\n" + body)
        #expect(result.diagnostics.isEmpty, "\(DiagnosticRenderer(result.text).render(result.diagnostics))")
        #expect(result.dockerfile.stages.first?.instructions.count == 1)
        return try #require(result.dockerfile.stages.first?.instructions.first)
    }

    private func execution(_ body: String) throws -> RunInstruction.Execution? {
        guard case .run(let run) = try parse(body).kind else { return nil }
        return run.execution
    }

    @Test("a RUN that is one here-document gives its lines to the shell")
    func single() throws {
        #expect(
            try execution("RUN <<EOF\necho a \\\n# no comment\n\necho b\nEOF\n")
                == .shell("echo a \\\n# no comment\n\necho b\n"))
        #expect(try execution("RUN <<-EOF\n\techo a\n\t\tEOF") == .shell("echo a\n"))
        #expect(try execution("RUN <<'E F'\nx\nE F\n") == .shell("x\n"))
    }

    @Test("a here-document that begins with #! is a script")
    func script() throws {
        #expect(
            try execution("RUN <<EOF\n#!/bin/env python\nx\nEOF\n")
                == .script(name: "EOF", content: "#!/bin/env python\nx\n"))
    }

    @Test("a command with here-documents is put together again for the shell")
    func command() throws {
        let body = "RUN cat <<A <<-'B' | sh\none\nA\n\ttwo\nB\n"
        #expect(try execution(body) == .shell("cat <<A <<-'B' | sh\none\nA\n\ttwo\nB"))
        let instruction = try parse(body)
        #expect(instruction.source.hereDocuments.map(\.name) == ["A", "B"])
        #expect(instruction.source.hereDocuments.map(\.text) == ["one\n", "two\n"])
        #expect(instruction.source.hereDocuments.map(\.expands) == [true, false])
        #expect(instruction.range.end.line == 6)
        #expect(instruction.source.hereDocuments[1].marker.start == SourcePosition(offset: 19, line: 2, column: 13))
    }

    @Test(
        "what only looks like a here-document is none",
        arguments: [
            "RUN a << EOF", "RUN a <<<word", "RUN $((1<<2))", "RUN [\"a\", \"<<EOF\"]", "RUN it\\'s '<<EOF'",
            "RUN 'x <<EOF",
        ]
    )
    func none(_ body: String) throws {
        let result = Dockerfile.parse("FROM a\n" + body + "\nLABEL x=y\n")
        #expect(result.dockerfile.stages.first?.instructions.count == 2)
        #expect(result.dockerfile.stages.first?.instructions.first?.source.hereDocuments.isEmpty == true)
    }

    @Test("COPY takes files from here-documents and expands those that are not quoted")
    func copy() throws {
        let instruction = try parse(
            "COPY <<a.txt <<\"b.txt\" c.txt /d/\nhome $HOME \\$x it's\na.txt\nraw $HOME\nb.txt\n")
        guard case .copy(let copy) = instruction.kind else { return #expect(Bool(false)) }
        #expect(copy.transfer.sources.map(\.text) == ["c.txt"])
        #expect(copy.transfer.inlineSources.map(\.name) == ["a.txt", "b.txt"])
        let contents = try copy.transfer.inlineSources.map { try $0.content.expand { $0 == "HOME" ? "/root" : nil } }
        #expect(contents == ["home /root $x it's\n", "raw $HOME\n"])
    }

    @Test("the end is the name alone on its line, carriage return or not")
    func end() throws {
        #expect(try execution("RUN <<EOF\nEOF x\n EOF\nEOF\r\n") == .shell("EOF x\n EOF\n"))
        #expect(try execution("RUN <<EOF\nEOF") == .shell(""))
    }

    @Test("a trigger keeps its here-document and can be read again")
    func trigger() throws {
        guard case .onbuild(let onbuild) = try parse("ONBUILD RUN <<EOF\necho a\nEOF\n").kind else {
            return #expect(Bool(false))
        }
        #expect(onbuild.trigger == "RUN <<EOF\necho a\nEOF")
        let again = Dockerfile.parseTrigger(onbuild.trigger)
        #expect(again.diagnostics.isEmpty)
        guard case .run(let run) = again.instructions.first?.kind else { return #expect(Bool(false)) }
        #expect(run.execution == .shell("echo a\n"))
    }

    @Test("a misspelt RUN does not make instructions of its lines")
    func misspelt() {
        let result = Dockerfile.parse("FROM a\nRUNN <<EOF\nFOO\nBAR\nEOF\nLABEL a=b\n")
        #expect(result.diagnostics.map(\.code) == [.unknownInstruction])
    }
}
