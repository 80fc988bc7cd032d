import OCI
import TestRandom

@testable import Secrets

/// A file as the documents of a program describe it, with credentials made by lot in the places where they stand.
///
/// A text between `«` and `»` is a credential: `pw` a password that somebody chose, `alnum32` so many letters and digits, `hex`, `HEX`, `lower`,
/// `UPPER`, `digits`, `base64`, `url64` likewise, `uuid`, `crc:PREFIX` a token with GitHub's sum, `pair` base64 of a user and a password, `pw64` base64 of a
/// password. Between `‹` and `›` stands something made by lot that is none.
struct DocumentedFile: Sendable {
    let path: String
    let text: [UInt8]
    /// Where the credentials are.
    let secrets: [Range<Int>]

    init(_ path: String, _ template: String, _ maker: inout TokenMaker) {
        self.path = path
        var text: [UInt8] = []
        var secrets: [Range<Int>] = []
        var rest = Substring(template)
        while let mark = rest.firstIndex(where: { $0 == "«" || $0 == "‹" }) {
            text += Array(rest[..<mark].utf8)
            let isSecret = rest[mark] == "«"
            rest = rest[rest.index(after: mark)...]
            let end = rest.firstIndex { $0 == "»" || $0 == "›" } ?? rest.endIndex
            let value = Array(Self.value(rest[..<end], &maker).utf8)
            if isSecret { secrets.append(text.count..<text.count + value.count) }
            text += value
            rest = rest[rest.index(after: end)...]
        }
        self.text = text + Array(rest.utf8)
        self.secrets = secrets
    }

    private static func value(_ kind: Substring, _ maker: inout TokenMaker) -> String {
        let letters = "abcdefghijklmnopqrstuvwxyz"
        let capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        let digits = "0123456789"
        if kind.hasPrefix("crc:") {
            let body = Array(maker.text(letters + capitals + digits, 30).utf8)
            let sum = TokenMaker.base62(Checksums.crc32(body))
            return kind.dropFirst(4) + String(decoding: body + sum, as: UTF8.self)
        }
        let parts = kind.split(separator: "_")
        let name = parts.count == 2 ? parts[0] : kind.prefix { !$0.isNumber }
        let count = Int(parts.count == 2 ? parts[1] : kind.dropFirst(name.count)) ?? 0
        switch name {
        case "pw": return kind == "pw64" ? Base64.encode(Array(password(&maker).utf8)) : password(&maker)
        case "pair": return Base64.encode(Array("deploy:\(password(&maker))".utf8))
        case "word": return maker.text(letters, 4) + "-" + maker.text(letters, 6) + "-" + maker.text(letters, 5)
        case "alnum": return maker.text(letters + capitals + digits, count)
        case "hex": return maker.text(digits + "abcdef", count)
        case "HEX": return maker.text(digits + "ABCDEF", count)
        case "lower": return maker.text(letters + digits, count)
        case "UPPER": return maker.text(capitals + digits, count)
        case "base32": return maker.text(capitals + "234567", count)
        case "digits": return maker.text("123456789", 1) + maker.text(digits, count - 1)
        case "base64": return maker.text(letters + capitals + digits + "+/", count)
        case "url64": return maker.text(letters + capitals + digits + "-_", count)
        case "uuid": return [8, 4, 4, 4, 12].map { maker.text(digits + "abcdef", $0) }.joined(separator: "-")
        default: return "?\(kind)?"
        }
    }

    /// What people choose: words, digits and a mark.
    private static func password(_ maker: inout TokenMaker) -> String {
        let words = ["tulip", "Mango", "harbor", "Velvet", "quartz", "Nimbus", "copper", "Saffron", "ember", "Willow"]
        let first = words[maker.random.below(words.count)]
        let second = words[maker.random.below(words.count)]
        let number = maker.text("23456789", 2)
        switch maker.random.below(4) {
        case 0: return "\(first)\(number)\(second)"
        case 1: return "\(first)-\(second)\(number)!"
        case 2: return "\(first)_\(number)_\(second)"
        default: return "\(second)\(number)@\(first)"
        }
    }
}
