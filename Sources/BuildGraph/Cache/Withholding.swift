internal import OCI

/// Takes credentials out of what records hold: in their place stands a keyed hash, so that a change shows and the value does
/// not, not even to somebody who guesses it.
public struct Withholding: Sendable {
    /// What stands in the place of every credential when a record is shown.
    public static let shown = "***"
    private static let opening = "<withheld "
    private static let blockSize = 64

    private let secret: @Sendable () -> [UInt8]?
    /// Credentials that are known as such, the longest first.
    private let values: [[UInt8]]
    /// Those of which not even a hash may stay.
    private let given: [[UInt8]]

    /// - Parameters:
    ///   - values: credentials that are withheld wherever they occur.
    ///   - given: what was given to the build as a secret: of it nothing but the fact stays.
    ///   - secret: gives the random key of the store, asked for only when there is something to withhold. Without one
    ///     nothing but the fact stays.
    public init(values: [String] = [], given: [[UInt8]] = [], secret: @escaping @Sendable () -> [UInt8]?) {
        self.secret = secret
        self.given = given
        self.values = (values.map { Array($0.utf8) } + given).filter { !$0.isEmpty }.sorted { $0.count > $1.count }
    }

    /// What is written in the place of a whole value.
    public func mark(_ value: String) -> String {
        let isGiven = given.contains { Array(value.utf8).firstRange(of: $0) != nil }
        guard !isGiven, let key = secret() else { return Self.opening + "here>" }
        return Self.opening + String(Self.authentication(of: Array(value.utf8), key: key).hex.prefix(16)) + ">"
    }

    /// A text with every credential in it withheld.
    public func text(_ text: String) -> String {
        let bytes = Array(text.utf8)
        let ranges = CredentialScan.ranges(in: bytes, knowing: values)
        if ranges.isEmpty { return text }
        let result = Self.replacing(ranges, in: bytes) { Array(mark(String(decoding: $0, as: UTF8.self)).utf8) }
        return String(decoding: result, as: UTF8.self)
    }

    /// What a process wrote, with stars in the place of every credential.
    public func starred(_ bytes: [UInt8]) -> [UInt8] {
        Self.replacing(CredentialScan.ranges(in: bytes, knowing: values), in: bytes) { _ in Array(Self.shown.utf8) }
    }

    private static func replacing(
        _ ranges: [Range<Int>], in bytes: [UInt8], by replacement: (ArraySlice<UInt8>) -> [UInt8]
    ) -> [UInt8] {
        if ranges.isEmpty { return bytes }
        var result: [UInt8] = []
        var place = 0
        for range in ranges {
            result += bytes[place..<range.lowerBound]
            result += replacement(bytes[range])
            place = range.upperBound
        }
        return result + bytes[place...]
    }

    /// Words of a command: also what follows an option whose name says that a credential comes.
    public func texts(_ texts: [String]) -> [String] {
        var isNext = false
        return texts.map { word in
            defer { isNext = CredentialScan.announcesCredential(word) }
            return isNext && !word.hasPrefix("-") && !word.hasPrefix("$") ? mark(word) : text(word)
        }
    }

    /// The value of a name.
    public func value(_ value: String, of name: String) -> String {
        SensitiveName.mayHoldCredential(name) && !value.isEmpty ? mark(value) : text(value)
    }

    /// A text of a record as it is shown: without the hashes.
    public static func withoutMarks(_ text: String) -> String {
        guard text.contains(opening) else { return text }
        var result = ""
        var rest = Substring(text)
        while let found = rest.firstRange(of: opening) {
            result += rest[..<found.lowerBound] + shown
            rest = rest[found.upperBound...].drop { $0 != ">" }.dropFirst()
        }
        return result + rest
    }

    /// Whether a text of a record holds something withheld.
    public static func isWithheld(_ text: String) -> Bool { text.contains(opening) }

    /// HMAC-SHA-256 (RFC 2104).
    static func authentication(of message: [UInt8], key: [UInt8]) -> Digest {
        var block = key.count > blockSize ? Digest.of(key).bytes : key
        block += [UInt8](repeating: 0, count: blockSize - block.count)
        let inner = Digest.of(block.map { $0 ^ 0x36 } + message)
        return Digest.of(block.map { $0 ^ 0x5C } + inner.bytes)
    }
}
