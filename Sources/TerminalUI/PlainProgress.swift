internal import OCI

/// Progress as lines, in BuildKit's words: nothing is drawn over, so it suits pipes and logs.
///
/// The lines of one step stay together: while it goes on, those of others wait until it is done or has been silent for a while.
struct PlainProgress: Sendable {
    /// How long a step may be silent while another one has something to say, in seconds.
    private static let patience = 1.0
    /// How much a step may have to say before it gets its turn, in bytes: what waits is kept in memory.
    private static let maximumWaiting = 1 << 18

    private var jobs: [Int: ProgressJob] = [:]
    /// Lines of steps that are not the one being shown.
    private var waiting: [Int: [UInt8]] = [:]
    /// Steps with waiting lines, in the order in which they began to wait.
    private var queue: [Int] = []
    private var current: Int?
    private var lastOutput = Timestamp.epoch
    private var hasWritten = false
    private let showsControls: Bool

    /// `isTerminal`: somebody looks at it, so output of steps must not control the terminal.
    init(isTerminal: Bool) { showsControls = !isTerminal }

    /// Takes an event and gives what to write.
    mutating func handle(_ event: ProgressEvent) -> [UInt8] {
        switch event {
        case .planned: return []
        case .warning(let text): return Array("WARNING: \(showsControls ? text : LogText.shown(text.utf8))\n".utf8)
        case .started(let vertex, let time):
            return begin(vertex, time)
        case .cached(let vertex, let time):
            return begin(vertex, time) + end(vertex, .cached, time)
        case .log(let vertex, let isError, let bytes, let time):
            let first = begin(vertex, time)
            let lines = jobs[vertex.number]?.lines(adding: bytes, isError: isError, at: time) ?? []
            return first + show(vertex, lines.reduce(into: []) { $0 += text(of: $1, vertex) }, time)
        case .status(let vertex, let text, let isDone, let time):
            let first = begin(vertex, time)
            guard let line = jobs[vertex.number]?.update(status: text, isDone: isDone, at: time) else { return first }
            return first + show(vertex, self.text(of: line, vertex), time)
        case .note(let vertex, let note, let time):
            return begin(vertex, time) + show(vertex, text(of: .status(LogText.shown(note.utf8)), vertex), time)
        case .completed(let vertex, let time): return begin(vertex, time) + end(vertex, .completed, time)
        case .failed(let vertex, let message, let time):
            return begin(vertex, time) + end(vertex, .failed(message), time)
        case .cancelled(let vertex, let time): return begin(vertex, time) + end(vertex, .cancelled, time)
        }
    }

    /// What still waits, at the end of the build.
    mutating func finish() -> [UInt8] {
        var output: [UInt8] = []
        current = nil
        while let next = queue.first { output += turn(to: next) }
        return output
    }

    private mutating func begin(_ vertex: ProgressVertex, _ time: Timestamp) -> [UInt8] {
        guard jobs[vertex.number] == nil else { return [] }
        jobs[vertex.number] = ProgressJob(vertex: vertex, started: time)
        return show(vertex, [], time)
    }

    private mutating func end(_ vertex: ProgressVertex, _ state: ProgressState, _ time: Timestamp) -> [UInt8] {
        guard var job = jobs[vertex.number], !job.state.isDone else { return [] }
        var output = job.lastLines().reduce(into: [UInt8]()) { $0 += text(of: $1, vertex) }
        job.state = state
        jobs[vertex.number] = job
        let word =
            switch state {
            case .completed: "DONE " + ProgressText.seconds(time.secondsSince(job.started)) + "s"
            case .cached: "CACHED"
            case .cancelled: "CANCELED"
            case .failed(let message): "ERROR: " + (showsControls ? message : LogText.harmless(message))
            case .running: ""
            }
        output += "#\(vertex.number) \(word)\n".utf8
        output = show(vertex, output, time)
        guard current == vertex.number else { return output }
        current = nil
        lastOutput = time
        if let next = nextInQueue { output += turn(to: next) }
        return output
    }

    /// The waiting step to show next: one that is done, so that it does not hold up others, else the one that waits longest.
    private var nextInQueue: Int? { queue.first { jobs[$0]?.state.isDone == true } ?? queue.first }

    /// Gives lines out if their step is the one being shown or can become it; else keeps them.
    private mutating func show(_ vertex: ProgressVertex, _ lines: [UInt8], _ time: Timestamp) -> [UInt8] {
        if current == vertex.number {
            if !lines.isEmpty { lastOutput = time }
            return lines
        }
        waiting[vertex.number, default: []] += lines
        if !queue.contains(vertex.number) { queue.append(vertex.number) }
        guard let showing = current else {
            lastOutput = time
            return turn(to: vertex.number)
        }
        let isFull = waiting[vertex.number, default: []].count > Self.maximumWaiting
        guard isFull || time.secondsSince(lastOutput) > Self.patience, !lines.isEmpty else { return [] }
        lastOutput = time
        return Array("#\(showing) ...\n".utf8) + turn(to: vertex.number)
    }

    /// Makes a waiting step the one being shown, and goes on with others while it is done already.
    private mutating func turn(to number: Int) -> [UInt8] {
        var output: [UInt8] = []
        var next: Int? = number
        while let number = next, let job = jobs[number] {
            queue.removeAll { $0 == number }
            if hasWritten { output.append(0x0A) }
            hasWritten = true
            let name = showsControls ? job.vertex.name : LogText.shown(job.vertex.name.utf8)
            output += "#\(number) \(name)\n".utf8
            output += waiting.removeValue(forKey: number) ?? []
            current = job.state.isDone ? nil : number
            next = job.state.isDone ? nextInQueue : nil
        }
        return output
    }

    private func text(of line: ProgressLine, _ vertex: ProgressVertex) -> [UInt8] {
        let prefix = "#\(vertex.number) "
        switch line {
        case .status(let text): return Array((prefix + text + "\n").utf8)
        case .output(let seconds, let bytes):
            let content = showsControls ? bytes : Array(LogText.shown(bytes).utf8)
            return Array((prefix + ProgressText.elapsed(seconds) + " ").utf8) + content + [0x0A]
        }
    }
}

/// Numbers as BuildKit's progress writes them.
enum ProgressText {
    /// Seconds with one decimal.
    static func seconds(_ seconds: Double) -> String { DecimalExpansion(max(0, seconds)).fixed(decimals: 1) }

    /// Seconds in five characters: `0.312`, `12.34`, `123.4`.
    static func elapsed(_ seconds: Double) -> String {
        let decimals = seconds < 10 ? 3 : seconds < 100 ? 2 : seconds < 1000 ? 1 : 0
        return DecimalExpansion(max(0, seconds)).fixed(decimals: decimals)
    }
}
