import OCI
import Testing

@testable import TerminalUI

@Suite("Progress as JSON")
struct RawJSONProgressTests {
    private let vertex = ProgressVertex(number: 1, name: "[1/1] RUN x")
    private let time = Timestamp(seconds: 0)

    @Test("each event is an object on a line with BuildKit's fields")
    func lines() throws {
        var progress = RawJSONProgress()
        let events: [ProgressEvent] = [
            .started(vertex, at: time), .log(vertex, isError: true, bytes: [0xFF, 0x0A], at: time),
            .status(vertex, text: "naming", isDone: true, at: time),
            .failed(vertex, message: "no", at: Timestamp(seconds: 1)),
            .warning("w"),
        ]
        let text = events.map { String(decoding: progress.handle($0), as: UTF8.self) }
        let digest = Digest.of("1 [1/1] RUN x").description
        let begin = #"{"digest":"\#(digest)","name":"[1/1] RUN x","started":"1970-01-01T00:00:00Z""#
        #expect(text[0] == "{\"vertexes\":[\(begin)}]}\n")
        #expect(
            text[1]
                == #"{"logs":[{"vertex":"\#(digest)","stream":2,"data":"/wo=","timestamp":"1970-01-01T00:00:00Z"}]}"#
                + "\n")
        #expect(text[2].contains(#""statuses":[{"id":"naming""#) && text[2].contains("completed"))
        #expect(text[3] == "{\"vertexes\":[\(begin),\"completed\":\"1970-01-01T00:00:01Z\",\"error\":\"no\"}]}\n")
        #expect(text[4] == #"{"warnings":[{"level":1,"short":"dw=="}]}"# + "\n")
        for line in text { #expect(try JSONValue(parsing: line).objectValue?.count == 1) }
    }

    @Test("a cached step says so, a cancelled one has BuildKit's error")
    func ends() {
        var progress = RawJSONProgress()
        #expect(String(decoding: progress.handle(.cached(vertex, at: time)), as: UTF8.self).contains(#""cached":true"#))
        #expect(
            String(decoding: progress.handle(.cancelled(vertex, at: time)), as: UTF8.self).contains(
                #""error":"context canceled""#))
        #expect(progress.handle(.planned(total: 3)).isEmpty)
    }
}
