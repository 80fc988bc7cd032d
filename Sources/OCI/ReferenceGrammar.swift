/// The grammar of distribution's `reference` package, by hand: what its regular expressions take.
enum ReferenceGrammar {
    /// `[\w][\w.-]{0,127}`
    static func isTag(_ text: some StringProtocol) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 128, isWord(first) else { return false }
        return text.utf8.allSatisfy { isWord($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
    }

    /// A host name, an IPv4 address or an IPv6 address in brackets, and perhaps a port.
    static func isDomain(_ text: some StringProtocol) -> Bool {
        let bytes = Array(text.utf8)
        if bytes.first == UInt8(ascii: "[") {
            guard let close = bytes.firstIndex(of: UInt8(ascii: "]")), close > 1 else { return false }
            let isAddress = bytes[1..<close].allSatisfy { isHex($0) || $0 == UInt8(ascii: ":") }
            return isAddress && isPort(bytes[(close + 1)...])
        }
        let host = bytes.prefix { $0 != UInt8(ascii: ":") }
        guard isPort(bytes[host.endIndex...]) else { return false }
        return host.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy(isHostComponent)
    }

    /// Components of lower-case letters and digits, divided inside by `.`, `_`, `__` or dashes, and from each other by slashes.
    static func isPath(_ text: String) -> Bool {
        // One pass without a copy: lists read the names of all images.
        var isAtStart = true
        var separator: (byte: UInt8, count: Int) = (0, 0)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "/"):
                guard !isAtStart, separator.count == 0 else { return false }
                isAtStart = true
            case _ where isPathCharacter(byte):
                guard isSeparator(separator) else { return false }
                isAtStart = false
                separator.count = 0
            default:
                guard !isAtStart, separator.count == 0 || separator.byte == byte else { return false }
                separator = (byte, separator.count + 1)
            }
        }
        return !isAtStart && separator.count == 0
    }

    static func refused(_ text: String) -> OCIError {
        OCIError(
            .invalidReference, "invalid reference format: “\(text)” is not an image reference",
            hint:
                "write NAME[:TAG][@DIGEST] in lower case, as in debian:bookworm or registry.example.com:5000/team/app:1.2"
        )
    }

    private static func isPort(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = bytes.first else { return true }
        return first == UInt8(ascii: ":") && bytes.count > 1 && bytes.dropFirst().allSatisfy(ASCII.isDigit)
    }

    private static func isHostComponent(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = bytes.first, let last = bytes.last else { return false }
        guard ASCII.isAlphanumeric(first), ASCII.isAlphanumeric(last) else { return false }
        return bytes.allSatisfy { ASCII.isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }

    /// What may divide the parts of a component: so many of the same byte.
    private static func isSeparator(_ separator: (byte: UInt8, count: Int)) -> Bool {
        switch separator.byte {
        case UInt8(ascii: "."): separator.count < 2
        case UInt8(ascii: "_"): separator.count < 3
        case UInt8(ascii: "-"): true
        default: separator.count == 0
        }
    }

    private static func isPathCharacter(_ byte: UInt8) -> Bool { ASCII.isDigit(byte) || ASCII.isLower(byte) }

    private static func isWord(_ byte: UInt8) -> Bool { ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "_") }

    private static func isHex(_ byte: UInt8) -> Bool {
        ASCII.isLowerHex(byte) || (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(byte)
    }
}
