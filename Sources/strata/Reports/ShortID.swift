import OCI

/// IDs as tables show them: the first twelve digits.
enum ShortID {
    static func of(_ digest: Digest) -> String { String(digest.hex.prefix(12)) }
}

/// Text that is cut to fit a column, as docker cuts it.
enum ShortText {
    /// At most `limit` characters, the last being an ellipsis where something was cut.
    static func cut(_ text: String, to limit: Int) -> String {
        text.unicodeScalars.count <= limit
            ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit - 1))) + "…"
    }
}
