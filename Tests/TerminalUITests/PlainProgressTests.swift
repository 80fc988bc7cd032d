import OCI
import Testing

@testable import TerminalUI

@Suite("Plain progress")
struct PlainProgressTests {
    private let from = ProgressVertex(number: 1, name: "[1/3] FROM docker.io/library/busybox:latest")
    private let run = ProgressVertex(number: 2, name: "[2/3] RUN apt-get update")
    private let other = ProgressVertex(number: 3, name: "[other 1/1] RUN sleep 1")

    private func at(_ seconds: Double) -> Timestamp { Timestamp(seconds: 100, nanoseconds: Int64(seconds * 1e9)) }

    private func text(_ events: [ProgressEvent], isTerminal: Bool = false) -> String {
        var progress = PlainProgress(isTerminal: isTerminal)
        var bytes = events.reduce(into: [UInt8]()) { $0 += progress.handle($1) }
        bytes += progress.finish()
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("a build is shown in BuildKit's words")
    func build() {
        let events: [ProgressEvent] = [
            .planned(total: 3), .cached(from, at: at(0)), .started(run, at: at(0)),
            .log(run, isError: false, bytes: Array("Get:1 htt".utf8), at: at(0.312)),
            .log(run, isError: false, bytes: Array("p://x\nGet:2\n".utf8), at: at(0.5)),
            .log(run, isError: true, bytes: Array("no end".utf8), at: at(12.345)), .completed(run, at: at(12.36)),
        ]
        #expect(
            text(events) == """
                #1 [1/3] FROM docker.io/library/busybox:latest
                #1 CACHED

                #2 [2/3] RUN apt-get update
                #2 0.312 Get:1 http://x
                #2 0.500 Get:2
                #2 12.35 no end
                #2 DONE 12.4s

                """)
    }

    @Test("the two streams of a step do not meet within a line")
    func streams() {
        let events: [ProgressEvent] = [
            .log(run, isError: false, bytes: Array("out".utf8), at: at(0)),
            .log(run, isError: true, bytes: Array("err\nmore".utf8), at: at(0)),
            .log(run, isError: false, bytes: Array("put\n\n".utf8), at: at(0)), .completed(run, at: at(0)),
        ]
        #expect(text(events).hasSuffix("\n#2 0.000 err\n#2 0.000 output\n#2 0.000 \n#2 0.000 more\n#2 DONE 0.0s\n"))
    }

    @Test("failure and cancellation are said")
    func failure() {
        let events: [ProgressEvent] = [
            .started(run, at: at(0)),
            .failed(
                run, message: "process \"/bin/sh -c false\" did not complete successfully: exit code: 1", at: at(1)),
            .started(other, at: at(1)), .cancelled(other, at: at(2)), .warning("unused argument"),
        ]
        #expect(
            text(events) == """
                #2 [2/3] RUN apt-get update
                #2 ERROR: process "/bin/sh -c false" did not complete successfully: exit code: 1

                #3 [other 1/1] RUN sleep 1
                #3 CANCELED
                WARNING: unused argument

                """)
    }

    @Test("lines of steps that run at once stay together")
    func parallel() {
        let events: [ProgressEvent] = [
            .started(run, at: at(0)), .started(other, at: at(0)),
            .log(other, isError: false, bytes: Array("b1\n".utf8), at: at(0.1)),
            .log(run, isError: false, bytes: Array("a1\n".utf8), at: at(0.2)), .completed(other, at: at(0.3)),
            .log(run, isError: false, bytes: Array("a2\n".utf8), at: at(0.4)), .completed(run, at: at(0.5)),
        ]
        #expect(
            text(events) == """
                #2 [2/3] RUN apt-get update
                #2 0.200 a1
                #2 0.400 a2
                #2 DONE 0.5s

                #3 [other 1/1] RUN sleep 1
                #3 0.100 b1
                #3 DONE 0.3s

                """)
    }

    @Test("a step that is silent for long gives way, and comes back with its name")
    func patience() {
        let events: [ProgressEvent] = [
            .started(run, at: at(0)), .started(other, at: at(0)),
            .log(run, isError: false, bytes: Array("a1\n".utf8), at: at(0.5)),
            .log(other, isError: false, bytes: Array("b1\n".utf8), at: at(3)),
            .log(run, isError: false, bytes: Array("a2\n".utf8), at: at(3.5)), .completed(other, at: at(4)),
            .completed(run, at: at(5)),
        ]
        #expect(
            text(events) == """
                #2 [2/3] RUN apt-get update
                #2 0.500 a1
                #2 ...

                #3 [other 1/1] RUN sleep 1
                #3 3.000 b1
                #3 DONE 4.0s

                #2 [2/3] RUN apt-get update
                #2 3.500 a2
                #2 DONE 5.0s

                """)
    }

    @Test("a step that has much to say gets its turn, so that what waits stays small")
    func bound() {
        var progress = PlainProgress(isTerminal: false)
        _ = progress.handle(.started(run, at: at(0)))
        let line = [UInt8](repeating: 0x61, count: 1 << 16) + [0x0A]
        let written = (0..<10).map { _ in progress.handle(.log(other, isError: false, bytes: line, at: at(0))).count }
        #expect(written[0] == 0)
        #expect(written.reduce(0, +) > 10 << 16)
    }

    @Test("a status is shown when it begins and when it is done")
    func status() {
        let events: [ProgressEvent] = [
            .started(run, at: at(0)), .status(run, text: "transferring context: 12kB", isDone: false, at: at(0)),
            .status(run, text: "transferring context: 12kB", isDone: false, at: at(0.1)),
            .status(run, text: "transferring context: 12kB", isDone: true, at: at(0.2)), .completed(run, at: at(0.2)),
        ]
        #expect(
            text(events) == """
                #2 [2/3] RUN apt-get update
                #2 transferring context: 12kB
                #2 transferring context: 12kB done
                #2 DONE 0.2s

                """)
    }

    @Test("bytes reach a file as they are, and a terminal without what would control it")
    func controls() {
        let events: [ProgressEvent] = [
            .log(run, isError: false, bytes: Array("\u{1B}[2Jred\u{1B}[0m\rnew\u{7}\n".utf8), at: at(0)),
            .completed(run, at: at(0)),
        ]
        #expect(text(events).contains("0.000 \u{1B}[2Jred\u{1B}[0m\rnew\u{7}\n"))
        #expect(text(events, isTerminal: true).contains("#2 0.000 new\n"))
    }

    @Test("what is left at the end of the build is written")
    func finish() {
        let events: [ProgressEvent] = [
            .started(run, at: at(0)), .log(other, isError: false, bytes: Array("b1\n".utf8), at: at(0.1)),
        ]
        #expect(text(events).hasSuffix("#3 [other 1/1] RUN sleep 1\n#3 0.000 b1\n"))
    }

    @Test(
        "seconds take five characters",
        arguments: [(0.0, "0.000"), (9.999, "9.999"), (12.345, "12.35"), (123.45, "123.5"), (1234.5, "1234")])
    func elapsed(seconds: Double, text: String) { #expect(ProgressText.elapsed(seconds) == text) }
}
