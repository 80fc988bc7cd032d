/// Colours and weights of text for a terminal; nothing at all where they are not wanted.
public struct Style: Hashable, Sendable {
    /// Colours are shown.
    public let hasColour: Bool
    /// The terminal has 256 colours: some of those are as legible on black as on white, which of the first eight none but
    /// red and, where its look is chosen well, green is.
    let hasMany: Bool

    /// No colours.
    public static let plain = Style(hasColour: false)

    /// Makes a style.
    public init(hasColour: Bool, environment: [String: String] = [:]) {
        self.hasColour = hasColour
        let hasMarked = ["256color", "direct", "kitty", "alacritty"].contains {
            environment["TERM"]?.contains($0) == true
        }
        hasMany = hasMarked || !(environment["COLORTERM"] ?? "").isEmpty
    }

    /// What suits a file descriptor: colours on a terminal that has them, unless `NO_COLOR` says something or `TERM` is `dumb`.
    public static func detect(fileDescriptor: Int32, environment: [String: String]) -> Style {
        Style(
            hasColour: Terminal.isTerminal(fileDescriptor) && wantsColour(environment), environment: environment)
    }

    /// The environment does not speak against colours (https://no-color.org).
    static func wantsColour(_ environment: [String: String]) -> Bool {
        (environment["NO_COLOR"] ?? "").isEmpty && !isDumb(environment)
    }

    /// The terminal cannot move its cursor.
    static func isDumb(_ environment: [String: String]) -> Bool { ["", "dumb"].contains(environment["TERM"] ?? "") }

    /// Text that says something went wrong.
    public func red(_ text: String) -> String { apply("31", text) }
    /// The word that says something went wrong.
    public func boldRed(_ text: String) -> String { apply("1;31", text) }
    /// Text that says something is well.
    public func green(_ text: String) -> String { apply(hasMany ? "38;5;28" : "32", text) }
    /// Text that warns.
    public func yellow(_ text: String) -> String { apply(hasMany ? "38;5;130" : "1", text) }
    /// Text of what is done.
    public func blue(_ text: String) -> String { hasMany ? apply("38;5;32", text) : text }
    /// Text that gives a hint.
    public func cyan(_ text: String) -> String { apply(hasMany ? "38;5;30" : "1", text) }
    /// Text that stands out.
    public func bold(_ text: String) -> String { apply("1", text) }
    /// Text that stands back.
    public func faint(_ text: String) -> String { apply("2", text) }

    private func apply(_ code: String, _ text: String) -> String {
        hasColour ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
