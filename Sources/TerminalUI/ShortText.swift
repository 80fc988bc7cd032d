/// Text made to fit a column, and text in quotes, as docker writes them.
public enum ShortText {
    /// At most `limit` columns, an ellipsis last where something was cut.
    ///
    /// As docker's `formatter.Ellipsis`: wide characters of East Asia count two, all others one, marks too.
    public static func cut(_ text: String, to limit: Int) -> String {
        // No character takes more columns than bytes.
        if text.utf8.count <= limit { return text }
        var width = 0
        var kept = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            width += DisplayWidth.isWide(scalar) ? 2 : 1
            if width < limit { kept.append(scalar) }
        }
        return width <= limit ? text : String(kept) + "…"
    }

    /// Text in double quotes as Go's `strconv.Quote` writes it.
    public static func quoted(_ text: String) -> String { GoFormat.quoted(text) }
}
