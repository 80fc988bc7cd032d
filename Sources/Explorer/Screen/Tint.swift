/// What a colour is for; which it is, the ``Palette`` decides.
public enum Tint: UInt8, Hashable, Sendable, CaseIterable {
    case plain, faint, title, added, modified, removed, accent, warning, danger, directory, link
}

/// How a cell looks.
public struct CellStyle: Hashable, Sendable {
    /// What its colour is for.
    public var tint = Tint.plain
    /// It stands out.
    public var isBold = false
    /// It is chosen: foreground and background are changed for each other.
    public var isReversed = false
    /// It has a line below.
    public var isUnderlined = false

    /// Makes a style.
    public init(_ tint: Tint = .plain, bold: Bool = false, reversed: Bool = false, underlined: Bool = false) {
        self.tint = tint
        isBold = bold
        isReversed = reversed
        isUnderlined = underlined
    }
}
