internal import OCI

/// Progress drawn on a terminal and drawn over, in BuildKit's look.
///
/// Pure: events and the time go in, text comes out. A frame is written in one piece, over the frame before it, without
/// clearing first, so that nothing flickers; and only what differs from that frame is written, so that a slow link keeps up.
struct TerminalProgress: Sendable {
    /// Lines of output shown below a running step.
    private static let logLines = 6

    private var jobs: [Int: ProgressJob] = [:]
    private var order: [Int] = []
    private var recent: [Int: [String]] = [:]
    private var warnings: [String] = []
    private var total = 0
    private var begin: Timestamp?
    /// The lines of the last frame, which are on the screen, and how wide the screen was.
    private var drawn: [ProgressLineImage] = []
    private var drawnColumns = 0
    private var isCursorHidden = false
    private let style: Style

    init(style: Style) { self.style = style }

    /// Takes an event.
    mutating func handle(_ event: ProgressEvent) {
        switch event {
        case .planned(let count): total = count
        case .warning(let text): warnings.append(text)
        case .started(let vertex, let time): start(vertex, time)
        case .cached(let vertex, let time): end(vertex, .cached, time)
        case .completed(let vertex, let time): end(vertex, .completed, time)
        case .failed(let vertex, let message, let time): end(vertex, .failed(message), time)
        case .cancelled(let vertex, let time): end(vertex, .cancelled, time)
        case .note(let vertex, let text, let time):
            start(vertex, time)
            jobs[vertex.number]?.note = LogText.shown(text.utf8)
        case .status(let vertex, let text, let isDone, let time):
            start(vertex, time)
            _ = jobs[vertex.number]?.update(status: text, isDone: isDone, at: time)
        case .log(let vertex, let isError, let bytes, let time):
            start(vertex, time)
            for case .output(_, let line) in jobs[vertex.number]?.lines(adding: bytes, isError: isError, at: time) ?? []
            {
                recent[vertex.number, default: []].append(LogText.shown(line))
            }
            let count = recent[vertex.number]?.count ?? 0
            if count > Self.logLines { recent[vertex.number]?.removeFirst(count - Self.logLines) }
        }
    }

    private mutating func start(_ vertex: ProgressVertex, _ time: Timestamp) {
        guard jobs[vertex.number] == nil else { return }
        if begin == nil { begin = time }
        jobs[vertex.number] = ProgressJob(vertex: vertex, started: time)
        order.append(vertex.number)
    }

    private mutating func end(_ vertex: ProgressVertex, _ state: ProgressState, _ time: Timestamp) {
        start(vertex, time)
        jobs[vertex.number]?.state = state
        jobs[vertex.number]?.ended = time
    }

    /// The next frame, as what to write: it hides the cursor and leaves it below the last line.
    mutating func frame(now: Timestamp, columns: Int, rows: Int) -> String {
        draw(lines(now: now, columns: columns, isLast: false), columns: columns, height: max(1, rows - 1))
    }

    /// The last frame with every step in it, and the cursor shown again.
    mutating func finish(now: Timestamp, columns: Int) -> String {
        guard begin != nil || !drawn.isEmpty else { return "" }
        let text = draw(lines(now: now, columns: columns, isLast: true), columns: columns, height: .max)
        drawn = []
        isCursorHidden = false
        let notes = warnings.map { style.yellow("WARNING:") + " " + LogText.shown($0.utf8) + "\n" }.joined()
        warnings = []
        return text + notes + "\u{1B}[?25h"
    }

    /// Writes lines over the frame before; nothing where they are the same.
    private mutating func draw(_ lines: [ProgressLineImage], columns: Int, height: Int) -> String {
        let shown = lines.count > height ? fitting(lines, height) : lines
        // What the terminal made of lines that were wider than it is now is not known: all is drawn anew.
        let known = columns == drawnColumns ? drawn : []
        if known == shown { return "" }
        var text = isCursorHidden ? "\r" : "\u{1B}[?25l\r"
        // The terminal may be narrower than when the frame was drawn; then its lines take several rows each.
        let rowsAbove = drawn.reduce(0) { $0 + max(1, ($1.width + columns - 1) / max(1, columns)) }
        if rowsAbove > 0 { text += "\u{1B}[\(rowsAbove)A" }
        for (index, line) in shown.enumerated() {
            text += line.text(over: index < known.count ? known[index] : nil, style) + "\n"
        }
        if rowsAbove > shown.count { text += "\u{1B}[J" }
        drawn = shown
        drawnColumns = columns
        isCursorHidden = true
        return text
    }

    /// The first line and the last ones, finished steps left out first.
    private func fitting(_ lines: [ProgressLineImage], _ height: Int) -> [ProgressLineImage] {
        var surplus = lines.count - height
        var kept: [ProgressLineImage] = []
        for (index, line) in lines.enumerated() {
            if index > 0, surplus > 0, line.look == .done {
                surplus -= 1
            } else {
                kept.append(line)
            }
        }
        guard surplus > 0, let first = kept.first else { return kept }
        return height == 1 ? [first] : [first] + kept.suffix(height - 1)
    }

    private func lines(now: Timestamp, columns: Int, isLast: Bool) -> [ProgressLineImage] {
        let done = order.filter { jobs[$0]?.state.isDone == true }.count
        let count = max(total, order.count)
        let seconds = ProgressText.seconds(begin.map { now.secondsSince($0) } ?? 0)
        let isFinished = isLast && done == count
        let heading = "[+] Building \(seconds)s (\(done)/\(count))" + (isFinished ? " FINISHED" : "")
        var lines = [ProgressLineImage(content: DisplayWidth.prefix(heading, columns), look: .plain)]
        for number in order {
            guard let job = jobs[number] else { continue }
            lines += self.lines(of: job, now: now, columns: columns, isLast: isLast)
        }
        return lines
    }

    private func lines(of job: ProgressJob, now: Timestamp, columns: Int, isLast: Bool) -> [ProgressLineImage] {
        let (word, look): (String, ProgressLineImage.Look) =
            switch job.state {
            case .running: ("", .plain)
            case .completed: ("", .done)
            case .cached: ("CACHED ", .done)
            case .cancelled: ("CANCELED ", .cancelled)
            case .failed: ("ERROR ", .failed)
            }
        let seconds = (job.ended ?? now).secondsSince(job.started)
        // The reason stands behind the name where there is room for both, else below it.
        let name = " => \(word)\(shown(job.vertex.name))"
        let hasRoom = DisplayWidth.of(name + "  " + job.note) + 8 < columns
        let first = hasRoom && !job.note.isEmpty ? name + "  " + job.note : name
        var lines = [ProgressLineImage(content: aligned(first, seconds, columns), look: look)]
        if !hasRoom, !job.note.isEmpty {
            lines.append(
                ProgressLineImage(content: DisplayWidth.shortened(" => => " + job.note, columns - 1), look: look))
        }
        let isRunning = job.state == .running
        for status in job.statuses where isRunning || isLast {
            let span = (status.isDone ? status.updated : job.ended ?? now).secondsSince(status.started)
            lines.append(
                ProgressLineImage(
                    content: aligned(" => => " + shown(status.text), span, columns), look: isRunning ? .plain : .done))
        }
        var showsLog = isRunning && !isLast
        if case .failed = job.state { showsLog = true }
        guard showsLog else { return lines }
        let partial = isRunning ? job.unfinished.map { LogText.shown($0) } : []
        let log = ((recent[job.vertex.number] ?? []) + partial).suffix(Self.logLines)
        return lines
            + log.map { ProgressLineImage(content: DisplayWidth.shortened(" => => # " + $0, columns - 1), look: .log) }
    }

    private func shown(_ text: String) -> String { LogText.shown(text.utf8) }

    /// A text on the left, cut if need be, and seconds at the right edge.
    private func aligned(_ text: String, _ seconds: Double, _ columns: Int) -> String {
        let timer = " " + ProgressText.seconds(seconds) + "s"
        let space = columns - 1 - timer.utf8.count
        guard space > 12 else { return DisplayWidth.prefix(text, max(0, columns - 1)) }
        let left = DisplayWidth.shortened(text, space)
        return left + String(repeating: " ", count: max(0, space - DisplayWidth.of(left))) + timer
    }
}
