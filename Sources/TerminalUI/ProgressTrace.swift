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
    /// The latest state of each part of the step, in order of appearance.
    var statuses: [(text: String, isDone: Bool, started: Timestamp, updated: Timestamp)] = []
    /// Output that no line end followed yet.
    var partial: [UInt8] = []
    /// When the partial line began.
    var partialSince: Timestamp?

    init(vertex: ProgressVertex, started: Timestamp) {
        self.vertex = vertex
        self.started = started
    }

    /// Takes a piece of output and gives the lines that it completes.
    mutating func lines(adding bytes: [UInt8], at time: Timestamp) -> [ProgressLine] {
        var lines: [ProgressLine] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: 0x0A) {
            partial += rest[..<end]
            lines.append(takePartial(at: time))
            rest = rest[(end + 1)...]
        }
        if !rest.isEmpty {
            if partial.isEmpty { partialSince = time }
            partial += rest
            // A line without end must not grow without bounds.
            if partial.count > 1 << 16 { lines.append(takePartial(at: time)) }
        }
        return lines
    }

    /// The line that has no end yet, if there is one.
    mutating func lastLine(at time: Timestamp) -> [ProgressLine] { partial.isEmpty ? [] : [takePartial(at: time)] }

    private mutating func takePartial(at time: Timestamp) -> ProgressLine {
        defer {
            partial.removeAll(keepingCapacity: true)
            partialSince = nil
        }
        if partial.last == 0x0D { partial.removeLast() }
        return .output(seconds: max(0, (partialSince ?? time).secondsSince(started)), bytes: partial)
    }

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
