/// The order of versions of packages (deb-version(7); rpm and apk differ in corners that no two releases of one package touch).
enum VersionOrder {
    /// Whether a version is later than another: less than zero, zero, or greater.
    static func compare(_ left: String, _ right: String, _ kind: PackageKind) -> Int {
        let (first, second) = (Parts(left, kind), Parts(right, kind))
        let epochs = compare(first.epoch[...], second.epoch[...])
        if epochs != 0 { return epochs }
        let order = compare(first.upstream, second.upstream)
        return order != 0 ? order : compare(first.revision, second.revision)
    }

    private struct Parts {
        var epoch: [UInt8] = []
        var upstream: ArraySlice<UInt8>
        var revision: ArraySlice<UInt8> = []

        init(_ text: String, _ kind: PackageKind) {
            var bytes = Array(text.utf8)
            switch kind {
            case .deb, .rpm, .apk: upstream = bytes[...]
            case .pypi, .npm, .golang:
                // A hyphen begins a pre-release, which precedes the release as a tilde does.
                if let dash = bytes.firstIndex(of: UInt8(ascii: "-")) { bytes[dash] = UInt8(ascii: "~") }
                upstream = bytes[...]
                return
            }
            if let colon = upstream.firstIndex(of: UInt8(ascii: ":")) {
                epoch = Array(upstream[..<colon])
                upstream = upstream[(colon + 1)...]
            }
            if let dash = upstream.lastIndex(of: UInt8(ascii: "-")) {
                revision = upstream[(dash + 1)...]
                upstream = upstream[..<dash]
            }
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// The weight of a byte that is no digit: the tilde precedes the end, letters precede all else.
    private static func weight(_ byte: UInt8?) -> Int {
        guard let byte, !isDigit(byte) else { return 0 }
        if byte == UInt8(ascii: "~") { return -1 }
        let isLetter = (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        return isLetter ? Int(byte) : Int(byte) + 256
    }

    private static func compare(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int {
        var (left, right) = (left, right)
        while !left.isEmpty || !right.isEmpty {
            while left.first.map({ !isDigit($0) }) == true || right.first.map({ !isDigit($0) }) == true {
                let (first, second) = (weight(left.first), weight(right.first))
                if first != second { return first < second ? -1 : 1 }
                if !left.isEmpty { left.removeFirst() }
                if !right.isEmpty { right.removeFirst() }
            }
            let (first, second) = (takeNumber(&left), takeNumber(&right))
            if first.count != second.count { return first.count < second.count ? -1 : 1 }
            if first != second { return first.lexicographicallyPrecedes(second) ? -1 : 1 }
        }
        return 0
    }

    /// The digits at the start, without zeros before them.
    private static func takeNumber(_ text: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let digits = text.prefix(while: isDigit)
        text = text.dropFirst(digits.count)
        return digits.drop { $0 == 0x30 }
    }
}
