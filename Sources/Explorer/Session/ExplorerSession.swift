public import LinuxSystem
public import TerminalUI

/// The explorer at a terminal: reads keys, draws, and gives the terminal back as it was on every way out.
public struct ExplorerSession {
    /// Why it ended.
    public enum End: Hashable, Sendable {
        /// The person is done.
        case quit
        /// A signal came; the program is to end as by it.
        case signal(Int32)
    }

    /// How long an escape waits for what may follow, in milliseconds: a slow line needs some.
    private static let escapeTime: Int32 = 50

    private let input: FileHandle
    private let output: FileHandle
    private let mailbox: ExplorerMailbox
    private let suspend: () -> Void
    private var writer: ScreenWriter
    private var decoder = KeyDecoder()
    private var raw: RawTerminal?

    /// Takes a terminal.
    ///
    /// - Parameter suspend: Stops this process until the shell lets it go on; the terminal is the shell's meanwhile.
    public init(
        input: FileHandle, output: FileHandle, palette: Palette, repertoire: Repertoire, mailbox: ExplorerMailbox,
        suspend: @escaping () -> Void
    ) {
        self.input = input
        self.output = output
        self.mailbox = mailbox
        self.suspend = suspend
        writer = ScreenWriter(palette: palette, repertoire: repertoire)
    }

    /// Runs until the person is done or a signal comes. `perform` does what is asked for, elsewhere, and posts the answer.
    public mutating func run(_ state: inout ExplorerState, perform: (ExplorerRequest) -> Void) -> End {
        enter()
        defer { leave() }
        for request in state.firstRequests { perform(request) }
        while true {
            guard draw(state) else { return .quit }
            let ready = Readiness.wait(
                for: [input.descriptor, mailbox.descriptor], milliseconds: decoder.isWaiting ? Self.escapeTime : -1)
            var requests: [ExplorerRequest] = []
            for message in mailbox.take() {
                switch message {
                case .answer(let answer): requests += state.handle(answer)
                case .resized: resize(&state)
                case .end(let signal): return .signal(signal)
                }
            }
            let events: [InputEvent]
            if ready[0] {
                guard let bytes = read() else { return .quit }
                events = decoder.feed(bytes)
            } else {
                events = ready[1] ? [] : decoder.flush()
            }
            for event in events { requests += state.handle(event) }
            if take(requests, &state, perform) { return .quit }
        }
    }

    /// Does what concerns the terminal, and gives the rest away; `true` at the end.
    private mutating func take(
        _ requests: [ExplorerRequest], _ state: inout ExplorerState, _ perform: (ExplorerRequest) -> Void
    ) -> Bool {
        for request in requests {
            switch request {
            case .quit: return true
            case .redraw: writer.forget()
            case .suspend:
                leave()
                suspend()
                enter()
                resize(&state)
            default: perform(request)
            }
        }
        return false
    }

    private mutating func enter() {
        raw = RawTerminal(input.descriptor)
        writer.forget()
        send(Array(ScreenWriter.begin.utf8))
    }

    private mutating func leave() {
        send(Array(ScreenWriter.end.utf8))
        raw?.restore()
        raw = nil
    }

    private func resize(_ state: inout ExplorerState) {
        guard let size = TerminalSize(of: output.descriptor) else { return }
        state.resize(columns: Int(size.columns), rows: Int(size.rows))
    }

    private mutating func draw(_ state: ExplorerState) -> Bool {
        let bytes = writer.bytes(for: state.screen())
        return bytes.isEmpty || send(bytes)
    }

    /// Writes; `false` where the terminal has gone.
    @discardableResult
    private func send(_ bytes: [UInt8]) -> Bool {
        do throws(SystemError) {
            try output.write(bytes)
            return true
        } catch {
            return false
        }
    }

    /// What was typed; `nil` where the terminal has gone.
    private func read() -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = try? bytes.withUnsafeMutableBytes { buffer throws(SystemError) in try input.read(into: buffer) }
        guard let count, count > 0 else { return nil }
        return Array(bytes.prefix(count))
    }
}
