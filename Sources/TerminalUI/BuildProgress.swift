public import OCI
internal import Synchronization

/// How progress is shown.
public enum ProgressMode: String, Hashable, Sendable, CaseIterable {
    /// Drawn on a terminal, as lines elsewhere.
    case auto
    /// Drawn on a terminal, whether the output is one or not.
    case tty
    /// As lines.
    case plain
    /// As JSON, an object a line.
    case rawjson
    /// Not at all; the image ID at the end.
    case quiet
    /// Not at all.
    case none
}

/// Shows the progress of a build on a file descriptor, usually standard error.
///
/// Safe to use from any thread. After `finish()` nothing is written any more, and the terminal is as it was.
public final class BuildProgress: Sendable {
    private enum Renderer: Sendable {
        case plain(PlainProgress)
        case terminal(TerminalProgress)
        case rawJSON(RawJSONProgress)
        case quiet
    }

    private let renderer: Mutex<Renderer>
    /// Held while a frame is made and written, so that frames come in order; events need the renderer alone.
    private let writing = Mutex(())
    private let descriptor: Int32
    /// The drawing needs `tick()` several times a second.
    public let wantsTicks: Bool

    /// Chooses how to show progress; `auto` draws on a terminal that can move its cursor. `style` is that of a drawing.
    public init(mode: ProgressMode, fileDescriptor: Int32 = 2, environment: [String: String], style: Style) {
        descriptor = fileDescriptor
        let isTerminal = Terminal.isTerminal(fileDescriptor)
        let draws = mode == .tty || mode == .auto && isTerminal && !Style.isDumb(environment)
        wantsTicks = draws
        let chosen: Renderer =
            switch mode {
            case .quiet, .none: .quiet
            case .rawjson: .rawJSON(RawJSONProgress())
            case _ where draws: .terminal(TerminalProgress(style: style))
            default: .plain(PlainProgress(isTerminal: isTerminal))
            }
        renderer = Mutex(chosen)
    }

    /// Takes what happened. Lines are written at once, a drawing with the next `tick()`.
    public func handle(_ event: ProgressEvent) {
        renderer.withLock { renderer in
            switch renderer {
            case .plain(var plain):
                // Emptied first, so that the state is changed in place and not copied.
                renderer = .quiet
                write(plain.handle(event))
                renderer = .plain(plain)
            case .terminal(var terminal):
                renderer = .quiet
                terminal.handle(event)
                renderer = .terminal(terminal)
            case .rawJSON(var rawJSON):
                renderer = .quiet
                write(rawJSON.handle(event))
                renderer = .rawJSON(rawJSON)
            case .quiet: break
            }
        }
    }

    /// Draws anew, if drawing is the way. Events go on being taken while a slow terminal is waited for.
    public func tick(now: Timestamp = .now()) {
        writing.withLock { _ in
            // A link that has not taken the last frame yet gets no new one.
            guard Terminal.isReady(descriptor) else { return }
            let frame = renderer.withLock { renderer -> String in
                guard case .terminal(var terminal) = renderer else { return "" }
                renderer = .quiet
                let size = Terminal.size(descriptor) ?? (columns: 80, rows: 24)
                let frame = terminal.frame(now: now, columns: size.columns, rows: size.rows)
                renderer = .terminal(terminal)
                return frame
            }
            write(Array(frame.utf8))
        }
    }

    /// Writes what is left and gives the terminal back; further events are ignored.
    public func finish(now: Timestamp = .now()) {
        writing.withLock { _ in
            let last = renderer.withLock { renderer -> [UInt8] in
                defer { renderer = .quiet }
                switch renderer {
                case .plain(var plain): return plain.finish()
                case .terminal(var terminal):
                    let columns = Terminal.size(descriptor)?.columns ?? 80
                    return Array(terminal.finish(now: now, columns: columns).utf8)
                case .rawJSON, .quiet: return []
                }
            }
            write(last)
        }
    }

    private func write(_ bytes: [UInt8]) {
        if !bytes.isEmpty { Terminal.write(bytes, to: descriptor) }
    }
}
