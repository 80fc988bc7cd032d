import Testing

@testable import DockerfileSyntax

@Suite("Parser directives")
struct DirectiveTests {
    @Test("directives at the head are read, case and space do not matter")
    func read() {
        let result = Dockerfile.parse(
            "#SYNTAX = docker/dockerfile:1\n # escape=`\n# check=skip=all\nFROM a\nRUN a `\n b\n")
        #expect(result.dockerfile.directives.syntax?.text == "docker/dockerfile:1")
        #expect(result.dockerfile.directives.escape == .backquote)
        #expect(result.dockerfile.directives.check?.text == "skip=all")
        #expect(result.dockerfile.stages[0].instructions.count == 1)
        #expect(result.dockerfile.directives.syntax?.range.start == SourcePosition(offset: 10, line: 1, column: 11))
    }

    @Test(
        "another line before a directive makes it a comment",
        arguments: ["# hello\n", "\n", "FROM b\n", "# unknown=1\n", "# escape\n"]
    )
    func ended(by line: String) {
        let result = Dockerfile.parse(line + "# escape=`\nFROM a\n")
        #expect(result.dockerfile.directives.escape == .backslash)
    }

    @Test("a byte order mark and carriage returns do not matter")
    func marks() {
        let result = Dockerfile.parse("\u{FEFF}# escape=`\r\nFROM a\r\nRUN x`\r\n y\r\n")
        #expect(result.dockerfile.directives.escape == .backquote)
        #expect(result.dockerfile.stages.first?.instructions.first?.source.originalText == "RUN x y")
        #expect(result.diagnostics.isEmpty)
    }

    @Test("after a shebang line only syntax and check count")
    func shebang() {
        let result = Dockerfile.parse("#!/usr/bin/env x\n# syntax=a\n# escape=`\nFROM a\n")
        #expect(result.dockerfile.directives.syntax?.text == "a")
        #expect(result.dockerfile.directives.escape == .backslash)
    }

    @Test("the check directive leaves out warnings, or makes errors of them")
    func check() {
        let body = "FROM a AS B\nMAINTAINER me\n"
        #expect(Dockerfile.parse(body).diagnostics.map(\.code) == [.stageNameCasing, .maintainerDeprecated])
        #expect(Dockerfile.parse("# check=skip=all\n" + body).diagnostics.isEmpty)
        let some = Dockerfile.parse("# check=skip=StageNameCasing;error=true\n" + body)
        #expect(some.diagnostics.map(\.code) == [.maintainerDeprecated])
        #expect(some.hasErrors)
    }
}
