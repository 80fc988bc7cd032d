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

    /// An expression of SPDX licenses that most projects have, with AND, OR, WITH and parentheses.
    static func isLicense(_ text: String) -> Bool {
        let words = text.split { " ()".contains($0) }.map(String.init)
        return !words.isEmpty
            && words.allSatisfy { word in
                let name = word.hasSuffix("+") ? String(word.dropLast()) : word
                return ["AND", "OR", "WITH"].contains(word) || name.hasPrefix("LicenseRef-") || licenses.contains(name)
                    || licenses.contains { name == $0 + "-only" || name == $0 + "-or-later" }
            }
    }

    private static var licenses: [String] {
        [
            "0BSD", "AFL-3.0", "AGPL-3.0", "AGPL-1.0", "Apache-1.1", "Apache-2.0", "APSL-2.0", "Artistic-1.0",
            "Artistic-2.0",
            "BlueOak-1.0.0", "BSD-1-Clause", "BSD-2-Clause", "BSD-2-Clause-Patent", "BSD-3-Clause",
            "BSD-3-Clause-Clear",
            "BSD-4-Clause", "BSL-1.0", "BUSL-1.1", "CC-BY-3.0", "CC-BY-4.0", "CC-BY-SA-3.0", "CC-BY-SA-4.0", "CC0-1.0",
            "CDDL-1.0", "CDDL-1.1", "CECILL-2.1", "CPL-1.0", "ECL-2.0", "Elastic-2.0", "EPL-1.0", "EPL-2.0", "EUPL-1.1",
            "EUPL-1.2", "FTL", "GFDL-1.3", "GPL-1.0", "GPL-2.0", "GPL-3.0", "HPND", "ICU", "IJG", "IPL-1.0", "ISC",
            "LGPL-2.0", "LGPL-2.1", "LGPL-3.0", "Libpng", "libtiff", "LPL-1.02", "MIT", "MIT-0", "MPL-1.0", "MPL-1.1",
            "MPL-2.0", "MS-PL", "MS-RL", "MulanPSL-2.0", "NCSA", "OFL-1.1", "OpenSSL", "OSL-3.0", "PHP-3.0", "PHP-3.01",
            "PostgreSQL", "PSF-2.0", "Python-2.0", "QPL-1.0", "Ruby", "Sleepycat", "SSPL-1.0", "UPL-1.0",
            "Unicode-DFS-2016",
            "Unlicense", "Vim", "W3C", "WTFPL", "X11", "Zlib", "zlib-acknowledgement", "ZPL-2.1",
            "Classpath-exception-2.0", "LLVM-exception", "GCC-exception-3.1",
        ]
    }
}
