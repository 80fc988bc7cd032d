/// Finds what looks like a credential within a text.
///
/// That is: what stands before the `@` of an address, the value behind a name that says so (`TOKEN=…`, `--password …`,
/// `Authorization: …`), tokens with the prefixes that their makers gave them, and private keys. What refers to a variable
/// (`$TOKEN`) is no credential.
enum CredentialScan {
    /// Prefixes of tokens, and how many letters follow at least.
    private static let prefixes: [(text: [UInt8], count: Int)] = [
        ("ghp_", 20), ("gho_", 20), ("ghu_", 20), ("ghs_", 20), ("ghr_", 20), ("github_pat_", 20), ("glpat-", 16),
        ("xoxb-", 10), ("xoxp-", 10), ("xoxa-", 10), ("xoxs-", 10), ("sk-", 20), ("AKIA", 16), ("ASIA", 16),
        ("AIza", 30), ("npm_", 30), ("hf_", 20), ("dckr_pat_", 16), ("pypi-", 20), ("eyJ", 30), ("dop_v1_", 30),
        ("sk_live_", 10), ("rk_live_", 10),
    ].map { (Array($0.0.utf8), $0.1) }
    private static let firstLetters = Set(prefixes.map { $0.text[0] })
    private static let beginOfKey = Array("-----BEGIN ".utf8)

    /// Whether a word of a command says that the next one is a credential: `--password`, `--auth-token`.
    static func announcesCredential(_ word: String) -> Bool {
        word.hasPrefix("--") && !word.contains("=") && SensitiveName.mayHoldCredential(String(word.dropFirst(2)))
    }

    /// The ranges in the UTF-8 of a text, in order, none within another; known values among them.
    static func ranges(in bytes: [UInt8], knowing values: [[UInt8]] = []) -> [Range<Int>] {
        let begins = Set(values.map { $0[0] })
        var found: [Range<Int>] = []
        var place = 0
        while place < bytes.count {
            let known = begins.contains(bytes[place]) ? values.first { bytes[place...].starts(with: $0) } : nil
            if let known {
                found.append(place..<place + known.count)
                place += known.count
            } else if let range = credential(at: place, in: bytes), !range.isEmpty {
                found.append(range)
                place = range.upperBound
            } else {
                place += 1
            }
        }
        return found
    }

    /// The credential that a place leads to; it may begin later.
    private static func credential(at place: Int, in bytes: [UInt8]) -> Range<Int>? {
        switch bytes[place] {
        case UInt8(ascii: ":"):
            return userOfAddress(at: place, in: bytes) ?? header(at: place, in: bytes)
        case UInt8(ascii: "="): return assignment(at: place, in: bytes)
        case UInt8(ascii: " "): return optionValue(at: place, in: bytes)
        case UInt8(ascii: "-") where bytes[place...].starts(with: beginOfKey): return privateKey(at: place, in: bytes)
        case let byte where firstLetters.contains(byte): return token(at: place, in: bytes)
        default: return nil
        }
    }

    /// `://user:password@`: with a password, or in an address of the web, all of it.
    private static func userOfAddress(at place: Int, in bytes: [UInt8]) -> Range<Int>? {
        guard bytes[place...].starts(with: "://".utf8) else { return nil }
        let start = place + 3
        let end = bytes[start...].firstIndex { !isOfAddress($0) || $0 == UInt8(ascii: "/") } ?? bytes.count
        guard let at = bytes[start..<end].lastIndex(of: UInt8(ascii: "@")), at > start else { return nil }
        let user = bytes[start..<at]
        let isWeb =
            bytes[..<place].suffix(5).elementsEqual("https".utf8)
            || bytes[..<place].suffix(4).elementsEqual("http".utf8)
        guard isWeb || user.contains(UInt8(ascii: ":")), !isReference(bytes, start) else { return nil }
        return start..<at
    }

    /// `NAME=value`, the value quoted or not.
    private static func assignment(at place: Int, in bytes: [UInt8]) -> Range<Int>? {
        guard let name = name(endingAt: place, in: bytes), SensitiveName.mayHoldCredential(name) else { return nil }
        return value(from: place + 1, in: bytes)
    }

    /// `--password value`.
    private static func optionValue(at place: Int, in bytes: [UInt8]) -> Range<Int>? {
        guard let name = name(endingAt: place, in: bytes), name.hasPrefix("--"), announcesCredential(name) else {
            return nil
        }
        let start = bytes[place...].firstIndex { $0 != UInt8(ascii: " ") } ?? bytes.count
        if start < bytes.count, bytes[start] == UInt8(ascii: "-") { return nil }
        return value(from: start, in: bytes)
    }

    /// `Authorization: Bearer …`, `X-Api-Key: …`: all of the header's value.
    private static func header(at place: Int, in bytes: [UInt8]) -> Range<Int>? {
        guard place + 1 < bytes.count, bytes[place + 1] == UInt8(ascii: " "),
            let name = name(endingAt: place, in: bytes), SensitiveName.mayHoldCredential(name)
        else { return nil }
        var start = bytes[(place + 1)...].firstIndex { $0 != UInt8(ascii: " ") } ?? bytes.count
        for scheme in ["Bearer ", "bearer ", "Basic ", "basic ", "token "]
        where bytes[start...].starts(with: scheme.utf8) { start += scheme.utf8.count }
        if isReference(bytes, start) { return nil }
        let end = bytes[start...].firstIndex { [0x22, 0x27, 0x0A].contains($0) } ?? bytes.count
        return start..<end
    }

    private static func token(at place: Int, in bytes: [UInt8]) -> Range<Int>? {
        if place > 0, isOfName(bytes[place - 1]) { return nil }
        guard let prefix = prefixes.first(where: { bytes[place...].starts(with: $0.text) }) else { return nil }
        let start = place + prefix.text.count
        let end = bytes[start...].firstIndex { !isOfName($0) && $0 != UInt8(ascii: ".") } ?? bytes.count
        return end - start >= prefix.count ? place..<end : nil
    }

    private static func privateKey(at place: Int, in bytes: [UInt8]) -> Range<Int>? {
        let line = bytes[place...].prefix { $0 != 0x0A }
        guard String(decoding: line, as: UTF8.self).contains("PRIVATE KEY") else { return nil }
        let end = String(decoding: bytes[place...], as: UTF8.self).firstRange(of: "-----END ")
        guard let end else { return place..<bytes.count }
        let count = String(decoding: bytes[place...], as: UTF8.self)[..<end.lowerBound].utf8.count
        return place..<min(bytes.count, place + count)
    }

    /// What stands before a place without a space.
    private static func name(endingAt place: Int, in bytes: [UInt8]) -> String? {
        var start = place
        while start > 0, isOfName(bytes[start - 1]), place - start < 128 { start -= 1 }
        return start == place ? nil : String(decoding: bytes[start..<place], as: UTF8.self)
    }

    /// A word, or what stands in quotes; nothing where it refers to a variable or to what a command writes.
    private static func value(from start: Int, in bytes: [UInt8]) -> Range<Int>? {
        guard start < bytes.count else { return nil }
        let quote = bytes[start]
        if quote == 0x22 || quote == 0x27 {
            if isReference(bytes, start + 1) { return nil }
            let end = bytes[(start + 1)...].firstIndex(of: quote) ?? bytes.count
            return start + 1..<end
        }
        if isReference(bytes, start) { return nil }
        let ends: Set<UInt8> = [
            0x20, 0x09, 0x0A, 0x22, 0x27, UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: ")"),
        ]
        let end = bytes[start...].firstIndex { ends.contains($0) } ?? bytes.count
        return start..<end
    }

    private static func isReference(_ bytes: [UInt8], _ place: Int) -> Bool {
        place < bytes.count && (bytes[place] == UInt8(ascii: "$") || bytes[place] == UInt8(ascii: "`"))
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static func isOfAddress(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte != 0x22 && byte != 0x27 && byte != 0x60
    }
}
