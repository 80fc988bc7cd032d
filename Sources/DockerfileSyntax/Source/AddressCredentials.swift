/// User names and passwords in addresses (`https://user:password@host`), which are shown nowhere.
public enum AddressCredentials {
    /// What takes their place.
    public static let mask = "***"

    /// The text with what stands before the `@` of each address replaced.
    ///
    /// - Parameter keepsWidth: as many stars as there were characters, so that places behind stay where they are.
    public static func hidden(in text: String, keepsWidth: Bool = false) -> String {
        guard text.contains("://"), text.contains("@") else { return text }
        var result = ""
        var rest = text[...]
        while let scheme = rest.firstRange(of: "://") {
            result += rest[..<scheme.upperBound]
            rest = rest[scheme.upperBound...]
            // A password that was not escaped may hold `?` and `#`, which end an authority else.
            let authority = rest.prefix { !"/\"'`".contains($0) && !$0.isWhitespace }
            guard let at = authority.lastIndex(of: "@") else { continue }
            result += keepsWidth ? String(repeating: "*", count: authority[..<at].unicodeScalars.count) : mask
            rest = rest[at...]
        }
        return result + rest
    }
}
