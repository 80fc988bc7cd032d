internal import Synchronization

/// Lines of an image's layers while they come or go, as docker draws them: each in its place on a terminal, one after the other
/// in a file.
public final class TransferProgress: Sendable {
    /// What a line says.
    public struct Line: Sendable {
        /// The state in a word or two: `Downloading`.
        public let status: String
        /// How many bytes are done, and how many there are.
        public let bytes: (done: Int64, total: Int64)?

        /// Whether nothing more comes of it.
        public var isLast: Bool {
            ["Pull complete", "Already exists", "Pushed", "Layer already exists"].contains(status)
                || status.hasPrefix("Mounted from ")
        }

        /// Makes a line.
        public init(_ status: String, bytes: (done: Int64, total: Int64)? = nil) {
            self.status = status
            self.bytes = bytes
        }

        fileprivate func isSame(as other: Line) -> Bool {
            status == other.status && bytes?.done == other.bytes?.done && bytes?.total == other.bytes?.total
        }
    }

    private struct State {
        /// Where each line is, from the top.
        var places: [String: Int] = [:]
        var count = 0
        var lines: [String: Line] = [:]
        var drawn: [String: ContinuousClock.Instant] = [:]
    }

    private let state = Mutex(State())
    private let isTerminal: Bool
    private let columns: Int
    private let rows: Int
    private let write: @Sendable (String) -> Void

    /// Draws with `write`, which takes whole lines; in place where it is a terminal of that size.
    public init(isTerminal: Bool, columns: Int = 80, rows: Int = 24, write: @escaping @Sendable (String) -> Void) {
        self.isTerminal = isTerminal
        (self.columns, self.rows) = (columns, rows)
        self.write = write
    }

    /// A line of its own, below the others.
    public func message(_ text: String) {
        state.withLock { state in
            write(text + "\n")
            state.count += max(1, (DisplayWidth.of(text) + columns - 1) / columns)
        }
    }

    /// Says how far a layer is. What changes many times a second is drawn ten times a second.
    public func update(_ id: String, _ line: Line) {
        state.withLock { state in
            let old = state.lines[id]
            if old?.isSame(as: line) == true { return }
            state.lines[id] = line
            guard isTerminal else {
                // What only counts is for people who look on.
                if line.bytes == nil { write("\(id): \(line.status)\n") }
                return
            }
            let now = ContinuousClock.now
            if line.bytes != nil, old?.status == line.status, let last = state.drawn[id],
                now - last < .milliseconds(100)
            {
                return
            }
            state.drawn[id] = now
            draw(id, line, &state)
        }
    }

    private func draw(_ id: String, _ line: Line, _ state: inout State) {
        let text = String("\(id): \(line.status)\(line.bytes.map(bar) ?? "")".prefix(max(1, columns - 1)))
        // A line that has left the screen at its top cannot be drawn any more: what comes of it is said below the others.
        let up = state.places[id].map { state.count - $0 }
        if let up, up >= rows, !line.isLast { return }
        guard let up, up < rows else {
            state.places[id] = state.count
            state.count += 1
            write(text + "\n")
            return
        }
        write("\u{1B}[\(up)A\u{1B}[2K\r\(text)\r\u{1B}[\(up)B")
    }

    /// ` [=====>     ]  1.2MB/3.4MB`
    private func bar(_ bytes: (done: Int64, total: Int64)) -> String {
        let done = min(bytes.done, bytes.total)
        let numbers = "\(ByteFormat.size(done, precision: 4))/\(ByteFormat.size(bytes.total, precision: 4))"
        let width = min(50, columns - 45 - numbers.count)
        guard width >= 10, bytes.total > 0 else { return " \(numbers)" }
        let filled = Int(Int64(width) * done / bytes.total)
        let head = filled < width ? ">" : ""
        let blank = String(repeating: " ", count: max(0, width - filled - head.count))
        return " [\(String(repeating: "=", count: filled))\(head)\(blank)]  \(numbers)"
    }
}
