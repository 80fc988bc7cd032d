public import OCI

/// Findings that were there before, so that only new ones are reported: their rules, paths and fingerprints with a salt of the list's own.
public struct SecretBaseline: Sendable {
    private struct Entry: Hashable {
        let rule: String
        let path: String
        let fingerprint: String
    }

    /// What is hashed with each credential.
    public let salt: [UInt8]
    private var entries: Set<Entry> = []

    /// The salt of fingerprints that no list is given for.
    public static let commonSalt = Array("strata scan".utf8)

    /// A list of nothing, with a salt drawn by lot.
    public init() { salt = (0..<16).map { _ in UInt8.random(in: 0...255) } }

    /// Reads a list; `nil` where the document is none.
    public init?(json: JSONValue) {
        guard let digits = json["salt"]?.stringValue, let salt = Self.bytes(digits),
            case .array(let findings)? = json["findings"]
        else { return nil }
        self.salt = salt
        for finding in findings {
            guard let rule = finding["rule"]?.stringValue, let path = finding["path"]?.stringValue,
                let fingerprint = finding["fingerprint"]?.stringValue
            else { return nil }
            entries.insert(Entry(rule: rule, path: path, fingerprint: fingerprint))
        }
    }

    /// Adds a finding at a path.
    public mutating func add(_ match: SecretMatch, path: String) {
        entries.insert(Entry(rule: match.rule.name, path: path, fingerprint: match.identity.fingerprint(salt: salt)))
    }

    /// Whether a finding at a path is in it.
    public func contains(_ match: SecretMatch, path: String) -> Bool {
        guard entries.contains(where: { $0.rule == match.rule.name && $0.path == path }) else { return false }
        return entries.contains(
            Entry(rule: match.rule.name, path: path, fingerprint: match.identity.fingerprint(salt: salt)))
    }

    /// The list as a document, in the order of paths.
    public var json: JSONValue {
        let sorted = entries.sorted { ($0.path, $0.rule, $0.fingerprint) < ($1.path, $1.rule, $1.fingerprint) }
        return .object([
            "version": .int(1), "salt": .string(salt.map(Self.digits).joined()),
            "findings": .array(
                sorted.map {
                    .object([
                        "rule": .string($0.rule), "path": .string($0.path), "fingerprint": .string($0.fingerprint),
                    ])
                }),
        ])
    }

    private static func digits(_ byte: UInt8) -> String {
        String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }

    private static func bytes(_ digits: String) -> [UInt8]? {
        let values = digits.map(\.hexDigitValue)
        guard values.count % 2 == 0, !values.isEmpty else { return nil }
        return stride(from: 0, to: values.count, by: 2).reduce(into: [] as [UInt8]?) { result, index in
            guard let high = values[index], let low = values[index + 1] else { return result = nil }
            result?.append(UInt8(high << 4 | low))
        }
    }
}
