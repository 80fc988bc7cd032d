import OCI

/// What a label's value may have to be.
enum LabelValue {
    /// An address: a scheme, a colon, and no blank.
    static func isAddress(_ text: String) -> Bool {
        guard let colon = text.firstIndex(of: ":"), let first = text.first, first.isASCII, first.isLetter else {
            return false
        }
        let scheme = text[..<colon].allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }
        return scheme && colon != text.index(before: text.endIndex)
            && !text.contains { $0.isWhitespace || "<>\"{}|\\^`".contains($0) }
    }

    /// A moment of RFC 3339.
    static func isTime(_ text: String) -> Bool { (try? Timestamp(parsing: text)) != nil }

    /// A hash of git, short or whole.
    static func isHash(_ text: String) -> Bool {
        (text.utf8.count == 7 || text.utf8.count == 40)
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    /// A version as semver.org has it.
    static func isVersion(_ text: String) -> Bool {
        let withoutBuild = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
        let parts = withoutBuild[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let numbers = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let isNumbered =
            numbers.count == 3
            && numbers.allSatisfy { number in
                !number.isEmpty && number.allSatisfy { ("0"..."9").contains($0) }
                    && (number.count == 1 || number.first != "0")
            }
        return isNumbered && (parts.dropFirst() + withoutBuild.dropFirst()).allSatisfy(isIdentifiers)
    }

    private static func isIdentifiers(_ text: Substring) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        }
    }

    /// An address of mail, near enough: one `@`, something before it, a host behind it.
    static func isMail(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return false }
        return !text.contains { $0.isWhitespace || "()<>,;:\\\"[]".contains($0) } && !parts[1].hasPrefix(".")
            && !parts[1].hasSuffix(".") && !parts[0].hasPrefix(".") && !parts[0].hasSuffix(".") && !text.contains("..")
    }

    /// An expression of SPDX licenses, with AND, OR, WITH and parentheses.
    static func isLicense(_ text: String) -> Bool {
        let words = text.split { " ()".contains($0) }.map(String.init)
        return !words.isEmpty
            && words.allSatisfy { word in
                let name = word.hasSuffix("+") ? String(word.dropLast()) : word
                return ["AND", "OR", "WITH"].contains(word) || name.hasPrefix("LicenseRef-")
                    || name.hasPrefix("DocumentRef-") || SPDXLicenses.contain(name)
            }
    }
}
