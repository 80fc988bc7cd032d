/// Which colours a terminal gets.
public enum Palette: Hashable, Sendable {
    /// None: weight, reversal and signs alone tell things apart.
    case none
    /// The eight that every colour terminal has.
    case eight
    /// 256 of them.
    case many
    /// Red, green and blue.
    case full

    /// What suits a terminal by `NO_COLOR` (https://no-color.org), `COLORTERM` and `TERM`.
    public init(environment: [String: String]) {
        let terminal = environment["TERM"] ?? ""
        if !(environment["NO_COLOR"] ?? "").isEmpty || ["", "dumb", "vt100", "vt102", "vt220"].contains(terminal) {
            self = .none
        } else if ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? "") || terminal.hasSuffix("-direct") {
            self = .full
        } else if ["256color", "kitty", "alacritty", "ghostty", "foot"].contains(where: terminal.contains) {
            self = .many
        } else {
            self = .eight
        }
    }

    /// The parameters of "select graphic rendition" (ECMA-48, 8.3.117) for a style.
    func rendition(of style: CellStyle) -> String {
        var result = "0"
        if style.isBold { result += ";1" }
        if style.isUnderlined { result += ";4" }
        if style.isReversed { result += ";7" }
        switch self {
        case .none: if style.tint == .faint, !style.isReversed { result += ";2" }
        case .eight: result += Self.eightCodes[Int(style.tint.rawValue)]
        case .many: result += Self.manyCodes[Int(style.tint.rawValue)]
        case .full: result += Self.fullCodes[Int(style.tint.rawValue)]
        }
        return result
    }

    // In the order of the tints. Legible on black and on white alike: neither the very light nor the very dark.
    private static let eightCodes = ["", ";2", ";1", ";32", ";33", ";31", ";36", ";33", ";31", ";34", ";36"]
    private static let manyCodes = [
        "", ";38;5;244", ";38;5;32;1", ";38;5;34", ";38;5;172", ";38;5;160", ";38;5;37", ";38;5;172", ";38;5;160",
        ";38;5;32", ";38;5;37",
    ]
    private static let fullCodes = [
        "", ";38;2;128;134;142", ";38;2;46;134;222;1", ";38;2;46;160;67", ";38;2;201;128;18", ";38;2;218;54;51",
        ";38;2;20;152;158", ";38;2;201;128;18", ";38;2;218;54;51", ";38;2;46;134;222", ";38;2;20;152;158",
    ]
}
