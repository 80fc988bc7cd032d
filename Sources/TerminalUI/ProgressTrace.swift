internal import OCI

/// How a step stands.
enum ProgressState: Hashable, Sendable {
    case running, completed, cached, cancelled
    case failed(String)

    var isDone: Bool { self != .running }
}

/// A text that became complete within a step: a line of its output or a status.
enum ProgressLine: Sendable {
    /// A line of output with the seconds since the step began, without its line end.
    case output(seconds: Double, bytes: [UInt8])
    /// A part of the step.
    case status(String)
}

/// What is known about one step.
struct ProgressJob: Sendable {
    let vertex: ProgressVertex
    let started: Timestamp
    var ended: Timestamp?
    var state = ProgressState.running
    /// Why it is carried out; empty where nothing is said.
    var note = ""
    /// The latest state of each part of the step, in order of appearance.
    var statuses: [(text: String, isDone: Bool, started: Timestamp, updated: Timestamp)] = []
    /// Output that no line end followed yet, of each stream, so that the two do not meet within a line.
    private var partial = (output: PartialLine(), error: PartialLine())

    init(vertex: ProgressVertex, started: Timestamp) {
        self.vertex = vertex
        self.started = started
    }

    /// Takes a piece of output and gives the lines that it completes.
    mutating func lines(adding bytes: [UInt8], isError: Bool, at time: Timestamp) -> [ProgressLine] {
        isError
            ? partial.error.lines(adding: bytes, at: time, since: started)
            : partial.output.lines(adding: bytes, at: time, since: started)
    }

    /// The lines that have no end yet, output first.
    mutating func lastLines() -> [ProgressLine] {
        [partial.output.end(since: started), partial.error.end(since: started)].compactMap { $0 }
    }

    /// What the lines without end hold so far.
    var unfinished: [[UInt8]] { [partial.output.bytes, partial.error.bytes].filter { !$0.isEmpty } }

    /// Notes the state of a part; gives its text if it is new or newly done.
    mutating func update(status text: String, isDone: Bool, at time: Timestamp) -> ProgressLine? {
        let line = ProgressLine.status(isDone ? text + " done" : text)
        guard let index = statuses.lastIndex(where: { $0.text == text }) else {
            statuses.append((text, isDone, time, time))
            return line
        }
        let wasDone = statuses[index].isDone
        statuses[index].isDone = isDone
        statuses[index].updated = time
        return wasDone == isDone ? nil : line
    }
}

/// The last line of a stream, while its end has not come.
private struct PartialLine: Sendable {
    /// A line without end must not grow without bounds.
    private static let maximumLength = 1 << 16

    private(set) var bytes: [UInt8] = []
    /// When it began.
    private var begin = Timestamp.epoch

    /// Adds a piece and gives the lines that it completes.
    mutating func lines(adding piece: [UInt8], at time: Timestamp, since start: Timestamp) -> [ProgressLine] {
        var lines: [ProgressLine] = []
        var rest = piece[...]
        while !rest.isEmpty {
            if bytes.isEmpty { begin = time }
            let end = rest.firstIndex(of: 0x0A)
            bytes += rest[..<(end ?? rest.endIndex)]
            rest = rest[(end.map { $0 + 1 } ?? rest.endIndex)...]
            if end != nil || bytes.count > Self.maximumLength { lines.append(take(since: start)) }
        }
        return lines
    }

    /// The line as it is, if there is one.
    mutating func end(since start: Timestamp) -> ProgressLine? { bytes.isEmpty ? nil : take(since: start) }

    private mutating func take(since start: Timestamp) -> ProgressLine {
        defer { bytes.removeAll(keepingCapacity: true) }
        if bytes.last == 0x0D { bytes.removeLast() }
        return .output(seconds: max(0, begin.secondsSince(start)), bytes: bytes)
    }
}
