internal import Glibc

/// How many characters a terminal shows (ioctl_tty(2), TIOCGWINSZ).
public struct TerminalSize: Hashable, Sendable {
    /// The signal that tells a program of another size of its terminal.
    public static let changeSignal: Int32 = SIGWINCH

    /// Lines.
    public let rows: UInt16
    /// Characters in a line.
    public let columns: UInt16

    /// The size of the terminal behind a descriptor; `nil` where it is none, or one that does not know its size.
    public init?(of descriptor: Int32) {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0, size.ws_col > 0 else { return nil }
        rows = size.ws_row
        columns = size.ws_col
    }

    /// Gives a terminal this size; its programs are told (SIGWINCH).
    public func apply(to descriptor: Int32) {
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(descriptor, UInt(TIOCSWINSZ), &size)
    }
}
