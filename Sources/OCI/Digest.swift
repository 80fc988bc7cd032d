/// The name of a blob by the SHA-256 of its bytes (image-spec, descriptor.md, "Digests").
///
/// Strata computes and stores `sha256` only; a digest of another algorithm is refused when it is parsed.
public struct Digest: Hashable, Sendable {
    /// The 32 bytes of the hash, as four words in big-endian order.
    let words: (UInt64, UInt64, UInt64, UInt64)

    /// Makes a digest from exactly 32 bytes; `nil` for any other count.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        self = Array(bytes).withUnsafeBytes { Digest(reading: $0, at: 0) }
    }

    /// Makes a digest from 64 lower-case hexadecimal digits; `nil` for anything else.
    public init?(hex: some StringProtocol) {
        let digits = Array(hex.utf8)
        guard digits.count == 64 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        for index in stride(from: 0, to: 64, by: 2) {
            guard let high = Self.value(of: digits[index]), let low = Self.value(of: digits[index + 1]) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        self.init(bytes: bytes)
    }

    /// Reads `sha256:` and 64 lower-case hexadecimal digits; `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        guard text.hasPrefix("sha256:") else { return nil }
        self.init(hex: text.dropFirst(7))
    }

    /// Reads `sha256:` and 64 lower-case hexadecimal digits.
    ///
    /// Errors: `invalidDigest`, which tells another algorithm from a text that is no digest.
    public init(parsing text: String) throws(OCIError) {
        if let digest = Digest(text) {
            self = digest
            return
        }
        let algorithm = text.prefix { $0 != ":" }
        let isOther = ["sha384", "sha512", "blake3"].contains(algorithm)
        throw OCIError(
            .invalidDigest,
            isOther
                ? "the digest “\(text)” uses \(algorithm); Strata reads sha256 only"
                : "“\(text)” is not a digest: sha256: and 64 lower-case hexadecimal digits are wanted",
            hint: isOther ? "take an image whose parts are named by sha256; who makes it can name them so" : nil
        )
    }

    /// The 32 bytes of the hash.
    public var bytes: [UInt8] {
        [words.0, words.1, words.2, words.3].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64($0))) }
        }
    }

    /// The hash as 64 lower-case hexadecimal digits.
    public var hex: String { digits(64) }

    /// The first twelve digits, as docker shows an image ID.
    public var short: String { digits(12) }

    /// The first so many digits.
    private func digits(_ count: Int) -> String {
        String(unsafeUninitializedCapacity: count) { buffer in
            for index in 0..<count {
                let word = index < 32 ? (index < 16 ? words.0 : words.1) : (index < 48 ? words.2 : words.3)
                let digit = UInt8(truncatingIfNeeded: word >> (60 - 4 * UInt64(index % 16))) & 15
                buffer[index] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
            }
            return count
        }
    }

    private static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    /// All 32 bytes are equal.
    public static func == (left: Digest, right: Digest) -> Bool { left.words == right.words }

    /// Feeds the hash of a table with all of it: who names digests that nobody computed can have any part of them alike.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
        hasher.combine(words.3)
    }
}

extension Digest: Comparable {
    /// The order of the bytes, which is that of the digits.
    public static func < (left: Digest, right: Digest) -> Bool { left.words < right.words }
}

extension Digest: CustomStringConvertible {
    /// `sha256:` and the digits.
    public var description: String { "sha256:" + hex }
}
