internal import OCI

/// Progress as a JSON object a line, with the fields of BuildKit's `--progress rawjson` (its `SolveStatus`).
///
/// Members: `vertexes` (`digest`, `name`, `started`, `completed`, `cached`, `error`), `statuses` (`id`, `vertex`, `timestamp`,
/// `started`, `completed`), `logs` (`vertex`, `stream` 1 or 2, `data` in base64, `timestamp`), `warnings` (`short` in base64).
struct RawJSONProgress: Sendable {
    private var started: [Int: Timestamp] = [:]
    private var statuses: [String: Timestamp] = [:]

    /// Takes an event and gives the line to write.
    mutating func handle(_ event: ProgressEvent) -> [UInt8] {
        switch event {
        case .planned: []
        case .started(let vertex, let time): line("vertexes", of: self.vertex(vertex, time))
        case .cached(let vertex, let time): line("vertexes", of: self.vertex(vertex, time, end: time, isCached: true))
        case .completed(let vertex, let time): line("vertexes", of: self.vertex(vertex, time, end: time))
        case .failed(let vertex, let message, let time):
            line("vertexes", of: self.vertex(vertex, time, end: time, error: message))
        case .cancelled(let vertex, let time):
            line("vertexes", of: self.vertex(vertex, time, end: time, error: "context canceled"))
        case .status(let vertex, let text, let isDone, let time):
            line("statuses", of: status(vertex, text, isDone, time))
        case .note(let vertex, let text, let time): line("statuses", of: status(vertex, text, true, time))
        case .log(let vertex, let isError, let bytes, let time):
            line(
                "logs",
                of: [
                    "vertex": .string(digest(vertex)), "stream": isError ? 2 : 1, "data": .string(Base64.encode(bytes)),
                    "timestamp": .string(time.description),
                ])
        case .warning(let text):
            line("warnings", of: ["level": 1, "short": .string(Base64.encode(Array(text.utf8)))])
        }
    }

    private mutating func vertex(
        _ vertex: ProgressVertex, _ time: Timestamp, end: Timestamp? = nil, isCached: Bool = false, error: String? = nil
    ) -> JSONObject {
        let begin = started[vertex.number] ?? time
        started[vertex.number] = begin
        var object: JSONObject = [
            "digest": .string(digest(vertex)), "name": .string(vertex.name), "started": .string(begin.description),
        ]
        if let end { object["completed"] = .string(end.description) }
        if isCached { object["cached"] = true }
        if let error { object["error"] = .string(error) }
        return object
    }

    private mutating func status(_ vertex: ProgressVertex, _ text: String, _ isDone: Bool, _ time: Timestamp)
        -> JSONObject
    {
        let id = "\(vertex.number) \(text)"
        let begin = statuses[id] ?? time
        statuses[id] = begin
        var object: JSONObject = [
            "id": .string(text), "vertex": .string(digest(vertex)), "current": 0,
            "timestamp": .string(time.description),
            "started": .string(begin.description),
        ]
        if isDone { object["completed"] = .string(time.description) }
        return object
    }

    /// A name for the step that other lines refer to; stable for equal builds.
    private func digest(_ vertex: ProgressVertex) -> String { Digest.of("\(vertex.number) \(vertex.name)").description }

    private func line(_ kind: String, of object: JSONObject) -> [UInt8] {
        JSONValue.object([kind: .array([.object(object)])]).compactBytes + [0x0A]
    }
}
