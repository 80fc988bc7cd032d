/// What tells a real credential from something that only looks like it.
enum SecretCheck: Sendable {
    /// The form is enough.
    case none
    /// The part that is not always the same has to look drawn by lot.
    case random
    /// The last six characters are the CRC-32 of what stands before them, in base 62 (GitHub, npm).
    case crc32Base62
    /// A macaroon of pypi.org or test.pypi.org.
    case macaroon
    /// An account's number in base 32 (AWS).
    case awsKey
    /// Bech32 (BIP 173), as of age's keys.
    case bech32
    /// CRC-16 in base 32 (NATS).
    case nkey
    /// A JSON object in base64url follows the prefix.
    case json
    /// Base58 with a checksum (Bitcoin).
    case base58
    /// It is a hash of a password, which may be guessed.
    case passwordHash
    /// A value that documents give as an example.
    case example

    /// Added to the words about how it is recognised.
    var words: String {
        switch self {
        case .none: ""
        case .random: ", randomness"
        case .crc32Base62: ", CRC-32"
        case .macaroon: ", macaroon decoded"
        case .awsKey: ", account decoded"
        case .bech32: ", Bech32 checksum"
        case .nkey: ", CRC-16"
        case .json: ", JSON decoded"
        case .base58: ", SHA-256 checksum"
        case .passwordHash: ", hash"
        case .example: ", example"
        }
    }

    /// Whether it proves what it agrees to.
    var isProof: Bool {
        switch self {
        case .none, .random, .awsKey, .json, .passwordHash, .example: false
        default: true
        }
    }

    /// What it says about a token; `prefix` of its bytes are the same in all of its kind.
    func verdict(_ token: [UInt8], prefix: Int) -> SecretConfidence? {
        let body = Array(token.dropFirst(prefix))
        switch self {
        case .none, .passwordHash: return Placeholder.isLikely(token) ? nil : .formed
        case .example: return .doubtful
        case .random: return Randomness.confidence(of: body, isPart: prefix > 0)
        case .crc32Base62: return proven(Checksums.hasBase62CRC(token), body)
        case .macaroon: return proven(Checksums.isMacaroon(body), body)
        case .awsKey: return proven(Checksums.isAWSKey(token), body)
        case .bech32: return proven(Checksums.isBech32(token), body)
        case .nkey: return proven(Checksums.isNKey(token), body)
        case .json: return proven(Checksums.isJSON(body), body)
        case .base58: return Checksums.isBase58(token) ? .verified : nil
        }
    }

    private func proven(_ isProven: Bool, _ body: [UInt8]) -> SecretConfidence? {
        // The checksum of an example in a manual may be right.
        guard let confidence = Randomness.confidence(of: body) else { return nil }
        return isProven ? (Placeholder.isLikely(body) ? .doubtful : .verified) : min(confidence, .doubtful)
    }
}

/// How sure it is that something is a credential.
public enum SecretConfidence: Int, Hashable, Sendable, Comparable {
    /// It has the form, and something speaks against it: a checksum that is wrong, letters in order of the alphabet.
    case doubtful
    /// It has the form, and nothing speaks against it.
    case formed
    /// A checksum or a structure within it is right.
    case verified

    /// The less sure one is the lesser.
    public static func < (left: SecretConfidence, right: SecretConfidence) -> Bool { left.rawValue < right.rawValue }

    /// The word for it in reports.
    public var word: String {
        switch self {
        case .doubtful: "doubtful"
        case .formed: "likely"
        case .verified: "verified"
        }
    }
}
