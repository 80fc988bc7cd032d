/// A key as a terminal sends it.
public enum Key: Hashable, Sendable {
    /// A character, with what Control makes of it told apart.
    case character(Unicode.Scalar)
    case control(Unicode.Scalar)
    case up, down, left, right
    case pageUp, pageDown, home, end
    case enter, escape, tab, backTab, backspace, delete, insert
    case function(Int)
}
