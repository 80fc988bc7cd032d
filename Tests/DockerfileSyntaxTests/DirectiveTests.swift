import Testing

@testable import DockerfileSyntax

@Suite("Parser directives")
struct DirectiveTests {
    @Test("a byte order mark takes no column, and is not shown")
    func markColumns() {
        let result = Dockerfile.parse("\u{FEFF}FROM a b\nRUN x\n")
        #expect(result.diagnostics.first?.range.start.column == 8)
        #expect(result.text.line(1) == "FROM a b")
        #expect(result.dockerfile.stages.first?.range.start.column == 1)
        #expect(result.text.position(at: 0).column == 1)
    }

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

    @Test("the check directive leaves out warnings, and says whether those that remain are errors")
    func check() {
        let body = "FROM a AS B\nMAINTAINER me\n"
        #expect(Dockerfile.parse(body).diagnostics.map(\.code) == [.stageNameCasing, .maintainerDeprecated])
        #expect(Dockerfile.parse("# check=skip=all\n" + body).diagnostics.isEmpty)
        let some = Dockerfile.parse("# check=skip=StageNameCasing;error=true\n" + body)
        #expect(some.diagnostics.map(\.code) == [.maintainerDeprecated])
        #expect(some.checks.makesErrors && !some.hasErrors)
        #expect(!Dockerfile.parse("# check=error=false\n" + body).checks.makesErrors)
    }

    @Test("options given with the build take the place of the check directive")
    func checkArgument() {
        let text = "# check=skip=all\nFROM a AS B\nMAINTAINER me\n"
        let parsed = Dockerfile.parse(text, check: "skip=StageNameCasing;error=1")
        #expect(parsed.diagnostics.map(\.code) == [.maintainerDeprecated])
        #expect(parsed.checks.makesErrors)
    }

    @Test("an experimental rule is heeded only where it is asked for, and then even where all are skipped")
    func experimental() {
        let body = "# some words\nARG base=a\nFROM $base\n"
        #expect(Dockerfile.parse(body).diagnostics.isEmpty)
        for options in ["experimental=InvalidDefinitionDescription", "skip=all; experimental=all"] {
            let parsed = Dockerfile.parse("# check=\(options)\n\n" + body)
            #expect(parsed.diagnostics.map(\.code) == [.invalidDefinitionDescription])
            #expect(parsed.diagnostics.first?.range.start.line == 4)
        }
    }

    @Test(
        "a comment describes a name where it begins with it, stands right above, and is not empty",
        arguments: [
            ("# foo what it is\nARG foo=a\nFROM $foo\n", 0), ("# what it is\nARG foo=a\nFROM $foo\n", 1),
            ("# b what it is\nARG foo=a b=c\nFROM $foo\n", 0), ("# what it is\n\nARG foo=a\nFROM $foo\n", 0),
            ("# what it is\n#\nARG foo=a\nFROM $foo\n", 0), ("# B what\nFROM a AS b\nRUN x\n", 1),
            ("# what\nFROM a\n# what\nRUN x\n", 0), ("FROM a\n# what\nARG v\n", 1),
        ]
    )
    func descriptions(_ body: String, _ count: Int) {
        let parsed = Dockerfile.parse("# check=experimental=InvalidDefinitionDescription\n\n" + body)
        #expect(parsed.diagnostics.map(\.code) == Array(repeating: .invalidDefinitionDescription, count: count))
    }

    @Test("a check option that there is not is an error at its place", arguments: ["skpi=all", "error=maybe", "x"])
    func wrongCheck(_ options: String) {
        let parsed = Dockerfile.parse("# check=\(options)\nFROM a\n")
        #expect(parsed.hasErrors)
        #expect(parsed.diagnostics.map(\.code) == [.checkOption])
        #expect(parsed.diagnostics.first?.range.start.line == 1)
    }

    @Test(
        "a check comment right above an instruction is about that instruction, and may give its reason",
        arguments: [
            ("# check=skip=MaintainerDeprecated", true), ("#check = skip=maintainerdeprecated", true),
            ("# check=skip=MaintainerDeprecated // the old registry wants it", true), ("# CHECK=skip=all", true),
            ("# why\n# check=skip=all\n# more", true), ("# check=skip=UndefinedVar,MaintainerDeprecated", true),
            ("# check=skip=UndefinedVar", false), ("# check=skip=all\n", false), ("# check=skpi=all", false),
            ("# check=skip=UndefinedVar\n# check=skip=all", false), ("# check", false), ("# checks=skip=all", false),
        ])
    func instructionCheck(_ comment: String, _ isSkipped: Bool) {
        let parsed = Dockerfile.parse("FROM a\n\(comment)\nMAINTAINER me\nMAINTAINER you\n")
        #expect(!parsed.hasErrors)
        #expect(parsed.diagnostics.count == (isSkipped ? 1 : 2))
        #expect(parsed.diagnostics.allSatisfy { $0.code == .maintainerDeprecated })
    }

    @Test("a check comment above an instruction adds to what the file says, and turns experimental rules on")
    func instructionCheckAdds() {
        let text = """
            # check=skip=StageNameCasing
            # check=skip=FromAsCasing
            FROM a as B
            # check=experimental=all
            ARG v
            # words
            ARG w
            # words
            # check=experimental=all;error=true
            ARG x

            """
        // Without a line between them it is one directive too many.
        #expect(Dockerfile.parse(text).diagnostics.first?.code == .duplicateDirective)
        let mended = Dockerfile.parse(text.replacing("StageNameCasing\n", with: "StageNameCasing\n\n"))
        #expect(mended.diagnostics.map(\.code) == [.invalidDefinitionDescription, .invalidDefinitionDescription])
        #expect(mended.diagnostics.map(\.range.start.line) == [6, 11])
        #expect(!mended.checks.makesErrors)
    }

    @Test("the directive at the head is not about the first instruction where the build's options take its place")
    func replacedDirective() {
        let parsed = Dockerfile.parse("# check=skip=all\nFROM a AS B\n", check: "skip=FromAsCasing")
        #expect(parsed.diagnostics.map(\.code) == [.stageNameCasing])
    }
}
