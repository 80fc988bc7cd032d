public import Findings
internal import OCI

/// A credential that was found in a file. It does not hold the credential itself.
public struct SecretMatch: Sendable {
    /// The rule that found it.
    public let rule: SecretRule
    /// Where it begins and ends: bytes from the start of the file; line and column from one, in bytes. A file that is no text has one line.
    public let range: TextRange
    /// How sure it is.
    public let confidence: SecretConfidence
    /// How bad it is.
    public let severity: Severity
    /// What may be shown of it: a few first characters, and how many there are.
    public let redacted: String
    /// What else there is to say: "encrypted with a passphrase".
    public let note: String?
    /// Stands for rule and credential where they are compared. Never shown as it is.
    public let identity: SecretIdentity
    /// Whether the line that it stands in says `strata:allow`, or a list allows it.
    public let isAllowed: Bool
}

/// Stands for a credential where two are compared, in memory only: what is shown is a ``fingerprint(salt:)`` of it.
public struct SecretIdentity: Hashable, Sendable {
    private let digest: Digest

    init(_ rule: String, _ secret: [UInt8]) {
        var digester = Digester()
        digester.update(rule)
        digester.update([0])
        digester.update(secret)
        digest = digester.finalize()
    }

    /// Thirty-two digits that are the same for the same rule, credential and salt.
    ///
    /// They come out of four thousand hashes after each other, so that trying all likely passwords against a list that was published takes
    /// four thousand times as long.
    public func fingerprint(salt: [UInt8]) -> String {
        var bytes: [UInt8] = salt
        digest.append(to: &bytes)
        for _ in 0..<4096 {
            let round = Digest.of(bytes)
            bytes.removeAll(keepingCapacity: true)
            round.append(to: &bytes)
        }
        return String(Digest.of(bytes).hex.prefix(32))
    }
}

/// What may be shown of a credential.
enum Redaction {
    /// Up to `prefix` and three characters more, at most a quarter of it, and the number of all.
    static func text(of secret: [UInt8], prefix: Int) -> String {
        let shown = min(prefix + 3, max(secret.count / 4, min(prefix, secret.count / 2)))
        let first = secret.prefix(shown).prefix { $0 >= 0x20 && $0 < 0x7F }
        return String(decoding: first, as: UTF8.self) + "… (\(secret.count) characters)"
    }
}
