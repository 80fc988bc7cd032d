import LinuxSystem
import TerminalUI
import Testing

@testable import strata

@Suite("Errors as text")
struct ErrorReportTests {
    private let colour = Style(hasColour: true)

    @Test("say what was done, what was behind it, and after a blank line what to do")
    func arrangement() {
        let report = ErrorReport(message: "importing a.tar", causes: ["open a.tar: gone"], hint: "look again")
        #expect(report.text() == "error: importing a.tar\ncaused by: open a.tar: gone\n\nhint: look again\n")
        #expect(
            report.text(colour)
                == "\u{1B}[1;31merror:\u{1B}[0m importing a.tar\n\u{1B}[1mcaused by:\u{1B}[0m open a.tar: gone\n\n"
                + "\u{1B}[1mhint:\u{1B}[0m look again\n")
    }

    @Test("have the place and the last output before them")
    func place() {
        var report = ErrorReport(message: "m", hint: "h")
        report.lastOutput = ["one", "t\u{1B}[31mw\u{1B}[0mo"]
        report.rendered = "Dockerfile:2:1: error: m\nRUN x\n^~~~~"
        #expect(
            report.text()
                == "------\n > one\n > two\n------\nDockerfile:2:1: error: m\nRUN x\n^~~~~\n\nhint: h\n")
        #expect(report.text(colour).contains("Dockerfile:2:1: \u{1B}[1;31merror:\u{1B}[0m m\n"))
    }

    @Test("let nothing that came from elsewhere control the terminal")
    func controls() {
        let report = ErrorReport(
            message: "a\u{1B}]0;t\u{7}b", causes: ["c\u{9B}31m"], hint: "d\u{202E}")
        for scalar in report.text().unicodeScalars {
            #expect(
                scalar == "\n" || scalar.value >= 0x20 && !(0x7F..<0xA0).contains(scalar.value) && scalar != "\u{202E}")
        }
    }

    @Test("of the kernel have a hint where the user can do something")
    func kernel() throws {
        let report = try #require(ErrorReporter.describe(SystemError(2, "open", "/x")))
        #expect(report.message == "open /x: No such file or directory" && report.hint?.contains("path") == true)
        #expect(ErrorReporter.describe(SystemError(13, "open", "/x"))?.hint?.contains("sudo") == true)
        #expect(ErrorReporter.describe(SystemError(28, "write", "/x"))?.hint?.contains("system prune") == true)
        #expect(ErrorReporter.describe(SystemError(5, "read", "/x"))?.hint == nil)
    }
}
