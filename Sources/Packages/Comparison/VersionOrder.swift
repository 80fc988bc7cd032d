/// The order of versions of packages, as the manager of each kind has it.
enum VersionOrder {
    /// Whether a version is later than another: less than zero, zero, or greater.
    static func compare(_ left: String, _ right: String, _ kind: PackageKind) -> Int {
        let (first, second) = (Array(left.utf8), Array(right.utf8))
        return switch kind {
        case .deb: withEpochs(first, second, DebianVersionOrder.compare)
        case .rpm: withEpochs(first, second, RPMVersionOrder.compare)
        case .apk: ApkVersion(first).compare(ApkVersion(second))
        case .pypi: PythonVersion(first).compare(PythonVersion(second))
        case .npm, .golang: DebianVersionOrder.compare(withTilde(first), withTilde(second))
        }
    }

    /// `2:1.0-1`: the number before the colon counts first, then what stands before the last hyphen, then what stands behind it.
    private static func withEpochs(
        _ left: [UInt8], _ right: [UInt8], _ order: (ArraySlice<UInt8>, ArraySlice<UInt8>) -> Int
    ) -> Int {
        let (first, second) = (parts(left), parts(right))
        let epochs = DebianVersionOrder.compare(first.epoch, second.epoch)
        if epochs != 0 { return epochs }
        let upstream = order(first.upstream, second.upstream)
        return upstream != 0 ? upstream : order(first.revision, second.revision)
    }

    private static func parts(
        _ version: [UInt8]
    ) -> (epoch: ArraySlice<UInt8>, upstream: ArraySlice<UInt8>, revision: ArraySlice<UInt8>) {
        let colon = version.firstIndex(of: UInt8(ascii: ":"))
        let upstream = version[(colon.map { $0 + 1 } ?? 0)...]
        let dash = upstream.lastIndex(of: UInt8(ascii: "-"))
        return (
            version[..<(colon ?? 0)], upstream[..<(dash ?? upstream.endIndex)],
            dash.map { upstream[($0 + 1)...] } ?? []
        )
    }

    /// A hyphen begins a pre-release (semver.org), which precedes the release as a tilde does.
    private static func withTilde(_ version: [UInt8]) -> ArraySlice<UInt8> {
        var version = version
        if let dash = version.firstIndex(of: UInt8(ascii: "-")) { version[dash] = UInt8(ascii: "~") }
        return version[...]
    }
}

extension ArraySlice<UInt8> {
    /// Takes the digits at the start, without zeros before them.
    mutating func takeNumber() -> ArraySlice<UInt8> {
        let digits = prefix(while: \.isDigit)
        self = dropFirst(digits.count)
        return digits.drop { $0 == UInt8(ascii: "0") }
    }

    /// Takes the letters at the start.
    mutating func takeLetters() -> ArraySlice<UInt8> {
        let letters = prefix(while: \.isLetter)
        self = dropFirst(letters.count)
        return letters
    }

    /// Which of two numbers without leading zeros is greater: less than zero, zero, or greater.
    func compareNumber(_ other: ArraySlice<UInt8>) -> Int {
        count != other.count ? count - other.count : compareBytes(other)
    }

    /// Which comes later byte by byte.
    func compareBytes(_ other: ArraySlice<UInt8>) -> Int {
        elementsEqual(other) ? 0 : lexicographicallyPrecedes(other) ? -1 : 1
    }
}

extension UInt8 {
    /// An ASCII digit.
    var isDigit: Bool { (0x30...0x39).contains(self) }
    /// An ASCII letter.
    var isLetter: Bool { (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }
}
