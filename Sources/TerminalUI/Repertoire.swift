/// Which characters a terminal can show, by the locale (POSIX, "Environment Variables": `LC_ALL`, `LC_CTYPE`, `LANG`).
public enum Repertoire: Hashable, Sendable {
    /// All of Unicode, in UTF-8.
    case unicode
    /// ASCII: what lines and signs are drawn with becomes what is nearest to it.
    case ascii

    /// What suits a locale. Where none is named, as in many containers, terminals speak UTF-8 all the same.
    public init(environment: [String: String]) {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        let name = (locale ?? "UTF-8").lowercased()
        self = name.contains("utf-8") || name.contains("utf8") ? .unicode : .ascii
    }

    /// A character as it can be shown, in as many columns; what has nothing near to it is a question mark.
    public func character(_ text: String) -> String {
        guard self == .ascii, let first = text.utf8.first, first >= 0x80 else { return text }
        if let sign = Self.signs[text] { return sign }
        return DisplayWidth.of(text) == 2 ? "? " : "?"
    }

    /// Text whose lines and signs can be shown; names in it stay as they are.
    public func drawn(_ text: String) -> String {
        guard self == .ascii else { return text }
        return String(text.flatMap { Array(Self.signs[String($0)] ?? String($0)) })
    }

    private static let signs = [
        "│": "|", "┃": "|", "─": "-", "├": "|", "└": "`", "●": "*", "▾": "v", "▸": ">", "·": ".", "→": ">", "×": "x",
        "…": ".",
        "−": "-", "◀": "<", "↑": "^", "↓": "v", "■": "#", "█": "#", "░": ".",
    ]
}
