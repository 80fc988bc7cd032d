/// Something that happened at a terminal.
public enum InputEvent: Hashable, Sendable {
    /// A key was typed.
    case key(Key)
    /// Something was done with the mouse.
    case mouse(MouseEvent)
    /// Text was pasted, as one piece: it is no row of keys.
    case paste(String)
}

/// Something done with the mouse, as a terminal tells it in SGR form (xterm's control sequences, "Extended coordinates").
public struct MouseEvent: Hashable, Sendable {
    /// What was done.
    public enum Action: Hashable, Sendable {
        case press, release, drag, wheelUp, wheelDown
    }

    /// What was done.
    public let action: Action
    /// The column from the left, the first is 0.
    public let column: Int
    /// The line from the top, the first is 0.
    public let row: Int

    /// Makes an event.
    public init(_ action: Action, column: Int, row: Int) {
        self.action = action
        self.column = column
        self.row = row
    }
}
