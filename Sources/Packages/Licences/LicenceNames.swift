/// The names that licences go by, and the identifiers that SPDX gives them.
struct LicenceNames: Sendable {
    /// Made when the first licence is looked up.
    static let shared = LicenceNames()

    private let licences: [String: String]
    private let exceptions: [String: String]

    private init() {
        func table(_ list: String) -> [String: String] {
            Dictionary(list.split(separator: " ").map { ($0.lowercased(), String($0)) }) { first, _ in first }
        }
        licences = table(LicenceList.licences)
        exceptions = table(LicenceList.exceptions)
    }

    /// The identifier of a word: SPDX's own in any case, with `+` after it where later versions are meant too, or a name of Debian's.
    func identifier(of word: String) -> String? {
        let lower = word.lowercased()
        if let known = licences[lower] { return known }
        if let debian = Self.debian(lower) { return licences[debian.lowercased()] }
        guard lower.hasSuffix("+"), let base = licences[String(lower.dropLast())] else { return nil }
        return base + "+"
    }

    /// Whether a text is an identifier of the list, in the list's spelling.
    func isListed(_ text: String) -> Bool { licences[text.lowercased()] == text }

    /// The identifier of an exception.
    func exception(of word: String) -> String? { exceptions[word.lowercased()] }

    /// The identifier of a name of several words, as Python's classifiers and older package managers have them.
    func identifier(ofPhrase text: String) -> String? {
        switch text.lowercased() {
        case "mit license", "the mit license", "expat license": "MIT"
        case "apache software license", "apache license 2.0", "apache license, version 2.0", "apache 2.0", "apache 2",
            "apache license version 2.0", "apache software license 2.0", "asl 2.0":
            "Apache-2.0"
        case "bsd 3-clause", "bsd 3-clause license", "3-clause bsd license", "new bsd license": "BSD-3-Clause"
        case "bsd 2-clause", "bsd 2-clause license", "2-clause bsd license", "simplified bsd license": "BSD-2-Clause"
        case "isc license", "isc license (iscl)": "ISC"
        case "mozilla public license 2.0 (mpl 2.0)", "mpl 2.0": "MPL-2.0"
        case "python software foundation license": "PSF-2.0"
        case "the unlicense (unlicense)": "Unlicense"
        case "gnu general public license v2 (gplv2)": "GPL-2.0-only"
        case "gnu general public license v2 or later (gplv2+)": "GPL-2.0-or-later"
        case "gnu general public license v3 (gplv3)": "GPL-3.0-only"
        case "gnu general public license v3 or later (gplv3+)": "GPL-3.0-or-later"
        case "gnu lesser general public license v3 (lgplv3)": "LGPL-3.0-only"
        case "gnu lesser general public license v3 or later (lgplv3+)": "LGPL-3.0-or-later"
        default: nil
        }
    }

    /// DEP-5's short names where they differ, and those that Fedora used before it took SPDX's.
    private static func debian(_ word: String) -> String? {
        switch word {
        case "expat": return "MIT"
        case "apache-2": return "Apache-2.0"
        case "artistic-1": return "Artistic-1.0"
        case "artistic-2": return "Artistic-2.0"
        case "mpl-2": return "MPL-2.0"
        case "cc0": return "CC0-1.0"
        default: break
        }
        for family in ["gpl", "lgpl", "agpl", "gfdl"] {
            for separator in ["-", "v"] where word.hasPrefix(family + separator) {
                return gnu(family, word.dropFirst(family.count + 1))
            }
        }
        return nil
    }

    /// `2`, `2.1+`, `3.0` → `X-2.0-only`, `X-2.1-or-later`, `X-3.0-only`.
    private static func gnu(_ family: String, _ version: Substring) -> String? {
        let isLater = version.hasSuffix("+")
        var number = isLater ? version.dropLast() : version
        if number.hasSuffix(".0") { number = number.dropLast(2) }
        guard !number.isEmpty, number.allSatisfy({ $0.isNumber || $0 == "." }) else { return nil }
        let whole = number.contains(".") ? String(number) : number + ".0"
        return "\(family)-\(whole)-\(isLater ? "or-later" : "only")"
    }
}
