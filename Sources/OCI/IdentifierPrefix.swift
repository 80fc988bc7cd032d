/// The beginning of an image ID as a user writes it: hexadecimal digits, perhaps after `sha256:`.
public struct IdentifierPrefix: Hashable, Sendable {
    /// The digits, 1 to 64 of them, in lower case.
    public let hex: String
    /// `sha256:` was written, so this can be nothing but an ID.
    public let isExplicit: Bool

    /// Reads a prefix; `nil` if the text cannot be one.
    public init?(_ text: String) {
        isExplicit = text.hasPrefix("sha256:")
        let digits = isExplicit ? text.dropFirst(7) : text[...]
        guard (1...64).contains(digits.utf8.count), digits.utf8.allSatisfy(ASCII.isLowerHex) else { return nil }
        hex = String(digits)
    }

    /// The whole digest, if all digits are there.
    public var digest: Digest? { Digest(hex: hex) }

    /// A digest begins with these digits.
    public func matches(_ digest: Digest) -> Bool { digest.hex.hasPrefix(hex) }
}
