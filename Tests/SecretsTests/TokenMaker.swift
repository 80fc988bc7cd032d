import TestRandom

@testable import Secrets

/// Makes credentials by lot that have a rule's form, so that none stands in this repository.
struct TokenMaker: Sendable {
    var random: SeededGenerator

    /// One of a pattern's form, with the sum that its check asks for.
    mutating func token(_ pattern: TokenPattern, _ check: SecretCheck) -> String {
        var bytes: [UInt8] = []
        for element in pattern.elements {
            switch element {
            case .literal(let texts): bytes += texts[random.below(texts.count)]
            case .run(let set, let least, let most):
                let all = set.bytes
                for _ in 0..<Int.random(in: least...min(most, least + 4), using: &random) {
                    bytes.append(all[random.below(all.count)])
                }
            }
        }
        return String(decoding: summed(bytes, check), as: UTF8.self)
    }

    private func summed(_ bytes: [UInt8], _ check: SecretCheck) -> [UInt8] {
        guard case .crc32Base62 = check else { return bytes }
        let body = bytes.dropLast(6)
        let start = (body.lastIndex(of: UInt8(ascii: "_")) ?? -1) + 1
        return body + Self.base62(Checksums.crc32(body[start...]))
    }

    /// Six digits of base 62.
    static func base62(_ value: UInt32) -> [UInt8] {
        let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
        var value = Int(value)
        var result: [UInt8] = []
        for _ in 0..<6 {
            result.insert(digits[value % 62], at: 0)
            value /= 62
        }
        return result
    }

    /// So many characters of an alphabet.
    mutating func text(_ alphabet: String, _ count: Int) -> String {
        let all = Array(alphabet)
        return String((0..<count).map { _ in all[random.below(all.count)] })
    }
}
