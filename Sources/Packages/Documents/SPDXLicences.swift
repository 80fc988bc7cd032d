internal import OCI

/// The licences of a document of SPDX: those of its list, and names for all others.
struct SPDXLicences {
    /// The others in the order in which they were met, each once.
    private(set) var others: [(id: String, text: String)] = []
    private var known: [String: String] = [:]

    /// The expression for the licences that a package declares.
    mutating func expression(_ declared: [String]) -> String {
        if declared.isEmpty { return SPDXDocument.unknown }
        var parts: [String] = []
        for text in declared {
            let part = LicenceExpression(text)?.text ?? other(text)
            if !parts.contains(part) { parts.append(part) }
        }
        return LicenceExpression.all(parts)
    }

    private mutating func other(_ text: String) -> String {
        if let id = known[text] { return id }
        var plain = ""
        for scalar in text.unicodeScalars {
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            plain.append(isPlain || scalar == "." || scalar == "-" ? Character(scalar) : "-")
        }
        // A name that had to be changed or cut could be another's, too.
        let isWhole = plain == text && plain.utf8.count <= 64
        let id = "LicenseRef-" + (isWhole ? plain : "\(plain.prefix(40))-\(Digest.of(Array(text.utf8)).short)")
        known[text] = id
        others.append((id, text))
        return id
    }
}
