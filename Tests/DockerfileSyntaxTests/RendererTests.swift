import Testing

@testable import DockerfileSyntax

@Suite("Printing diagnostics")
struct RendererTests {
    private func render(_ text: String) -> String {
        let result = Dockerfile.parse(text)
        return DiagnosticRenderer(result.text).render(result.diagnostics)
    }

    @Test("place, message, line, mark and hint")
    func whole() {
        #expect(
            render("FROM a\n  RUNN apt-get update\n") == """
                Dockerfile:2:3: error: unknown instruction: RUNN
                  RUNN apt-get update
                  ^~~~
                hint: did you mean RUN?
                """
        )
    }

    @Test("several have a blank line between them")
    func several() {
        #expect(render("FROM a\nXYZZY\nRUNN\n").contains("VOLUME, WORKDIR\n\nDockerfile:3:1: error"))
    }

    @Test("tabs and wide characters do not shift the mark")
    func wide() {
        #expect(render("FROM a\nENV\t한=글 b c=d\n").contains("\nENV    한=글 b c=d\n             ^\n"))
    }

    @Test("a mark goes to the line's end where the place goes on")
    func multiline() {
        #expect(render("FROM a\nCOPY <<E /x\n${x!}\nmore\nE\n").contains("\n${x!}\n^~~~~\n"))
    }

    @Test("a long line is cut around the place")
    func long() {
        let text = "FROM a\nENV a=\(String(repeating: "x", count: 1_000)) b \(String(repeating: "c=d ", count: 300))\n"
        let lines = render(text).split(separator: "\n")
        #expect(lines[1].count == 162)
        #expect(lines[1].hasPrefix("…xxx") && lines[1].hasSuffix("…"))
        #expect(lines[2] == String(repeating: " ", count: 41) + "^")
    }

    @Test("control characters are not sent to the terminal")
    func control() {
        #expect(render("FROM a\nFOO \u{1B}[31m\n").contains("FOO \u{FFFD}[31m"))
    }

    @Test("an empty file has no line to show")
    func empty() {
        #expect(render("").hasPrefix("Dockerfile:1:1: error: the file has no instructions\nhint: "))
    }
}
