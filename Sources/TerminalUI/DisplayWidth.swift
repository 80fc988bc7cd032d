/// How many columns of a terminal a text takes.
public enum DisplayWidth {
    /// Columns of a text without control characters.
    public static func of(_ text: some StringProtocol) -> Int { text.unicodeScalars.reduce(0) { $0 + of($1) } }

    /// Columns as docker counts them: two for wide characters, one for all others, marks too.
    static func inDocker(_ text: some StringProtocol) -> Int {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
        return text.unicodeScalars.reduce(0) { $0 + (isWide($1) ? 2 : 1) }
    }

    /// As much of the beginning of a text as fits.
    public static func prefix(_ text: String, _ columns: Int) -> String {
        if text.utf8.count <= columns { return text }
        var width = 0
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            width += of(scalar)
            if width > columns { break }
            result.append(scalar)
        }
        return String(result)
    }

    /// A text that fits: as much of its beginning as there is room for, and `…` where something is cut off.
    public static func shortened(_ text: String, _ columns: Int) -> String {
        if columns < 4 || text.utf8.count <= columns || of(text) <= columns { return prefix(text, columns) }
        return prefix(text, columns - 1) + "…"
    }

    /// Whether a character takes two columns (Unicode, UAX 11: wide and full-width).
    static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF,
            0x20000...0x3FFFD:
            true
        default: false
        }
    }

    /// Zero for marks that combine, two for wide East Asian characters and pictures, else one.
    public static func of(_ scalar: Unicode.Scalar) -> Int {
        if (0x20..<0x7F).contains(scalar.value) { return 1 }
        if isWide(scalar) { return 2 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: return 1
        }
    }
}
