import OCI

/// What stands between `-----BEGIN X-----` and `-----END X-----` (RFC 7468), in a file of its own or as a value with `\n` in it.
struct PEMBlock {
    /// From the first hyphen to the last.
    let range: Range<Int>
    /// `RSA PRIVATE KEY`.
    let label: String
    /// Whether a header says that it is encrypted.
    let isEncrypted: Bool
    /// The characters of base64.
    let body: [UInt8]
    /// Whether its end was there.
    let isWhole: Bool

    /// Reads the block that begins at a place; `nil` where there is none, or nothing in it.
    init?(at start: Int, in view: SourceView) {
        guard view.has("-----BEGIN ", at: start) else { return nil }
        let labelStart = start + 11
        let labelEnd = view.end(of: ByteSet("0-9A-Za-z. "), from: labelStart, atMost: 64)
        guard labelEnd > labelStart, view.has("-----", at: labelEnd) else { return nil }
        label = view.text(labelStart..<labelEnd)
        let bodyStart = labelEnd + 5
        let end = view.firstIndex(of: "-----END ", in: bodyStart..<view.upper)
        isWhole = end != nil
        let bodyEnd = end ?? view.upper
        range = start..<(end.map { view.end(of: ByteSet("0-9A-Za-z. -"), from: $0, atMost: 80) } ?? bodyEnd)
        var reader = PEMBodyReader(Array(view[bodyStart..<bodyEnd]))
        guard reader.read() else { return nil }
        body = reader.body
        isEncrypted = reader.isEncrypted
        guard body.count >= 16 else { return nil }
    }

    /// The block as a leaked key, if its label ends in one of some.
    ///
    /// - Parameter isMilder: Whether something else speaks for it that it is nobody's.
    func candidate(labels: [String], isMilder: Bool = false) -> SecretCandidate? {
        guard labels.contains(where: { label.hasSuffix($0) }), !Randomness.isRepetitive(body),
            !KnownKeys.contains(body)
        else { return nil }
        if isWhole, label == "OpenVPN Static key V1" || label.hasSuffix("KEY BLOCK") || label.hasSuffix("SEED") {
            return SecretCandidate(range: range, confidence: .formed, prefix: 11 + label.utf8.count + 5)
        }
        let bytes = Base64.decode(String(decoding: body, as: UTF8.self)) ?? []
        let isSound = Self.isSound(bytes)
        guard isWhole || isSound else { return nil }
        let isLocked = isEncrypted || label.hasPrefix("ENCRYPTED") || Self.isEncryptedOpenSSH(bytes)
        return SecretCandidate(
            range: range, confidence: isSound ? .verified : .doubtful, prefix: 11 + label.utf8.count + 5,
            note: isLocked ? "encrypted with a passphrase" : nil, isMilder: isLocked || isMilder)
    }

    /// The key of a service account: the value of `"private_key"` in JSON that names `"client_email"` near it.
    static func inServiceAccount(_ keyword: Range<Int>, in view: SourceView) -> SecretCandidate? {
        let around = max(view.lower, keyword.lowerBound - 1000)..<min(view.upper, keyword.upperBound + 6000)
        guard
            view.firstIndex(of: "client_email", in: around) != nil
                || view.firstIndex(of: "service_account", in: around) != nil,
            let start = view.firstIndex(of: "-----BEGIN ", in: keyword.upperBound..<keyword.upperBound + 16)
        else { return nil }
        return PEMBlock(at: start, in: view)?.candidate(labels: ["PRIVATE KEY"])
    }

    /// A sequence in DER whose length is that of the whole, or OpenSSH's own format (PROTOCOL.key).
    private static func isSound(_ bytes: [UInt8]) -> Bool {
        if bytes.starts(with: "openssh-key-v1\0".utf8) { return bytes.count > 60 }
        guard bytes.count > 16, bytes[0] == 0x30 else { return false }
        let first = Int(bytes[1])
        if first < 0x80 { return first + 2 == bytes.count }
        let octets = first & 0x7F
        guard (1...3).contains(octets) else { return false }
        return bytes[2..<2 + octets].reduce(0) { $0 << 8 | Int($1) } + 2 + octets == bytes.count
    }

    private static func isEncryptedOpenSSH(_ bytes: [UInt8]) -> Bool {
        guard bytes.starts(with: "openssh-key-v1\0".utf8), bytes.count > 24 else { return false }
        return !bytes[15...].starts(with: [0, 0, 0, 4] + Array("none".utf8))
    }
}

/// Reads the lines between the marks of a PEM block: headers, base64, and the sum of OpenPGP.
struct PEMBodyReader {
    private let bytes: [UInt8]
    /// The characters of base64, in one piece.
    private(set) var body: [UInt8] = []
    /// Whether a header says so.
    private(set) var isEncrypted = false

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Whether there is nothing in it that does not belong there.
    mutating func read() -> Bool {
        for line in lines() {
            let trimmed = line.drop { " \t\"'+,;>|#*/".utf8.contains($0) && !isDigit(line) }
            let text = trimmed.prefix { !" \t\"'+,\\;".utf8.contains($0) || isDigit(line) }
            if text.contains(UInt8(ascii: ":")) {
                if Placeholder.contains(Array(trimmed), Array("ENCRYPTED".utf8))
                    || trimmed.starts(with: "DEK-Info".utf8)
                {
                    isEncrypted = true
                }
                continue
            }
            // The check sum of OpenPGP stands in a line of its own.
            if text.first == UInt8(ascii: "="), text.count == 5 { continue }
            guard text.allSatisfy({ ByteSet.base64.contains($0) || $0 == UInt8(ascii: "=") }) else { return false }
            body.append(contentsOf: text)
        }
        return !body.isEmpty
    }

    private func isDigit(_ line: ArraySlice<UInt8>) -> Bool {
        !line.isEmpty && line.allSatisfy { ByteSet.base64.contains($0) || $0 == UInt8(ascii: "=") }
    }

    /// Lines, whether they end with a line feed, with `\n` in a text, or with spaces.
    private func lines() -> [ArraySlice<UInt8>] {
        var result: [ArraySlice<UInt8>] = []
        var start = 0
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            let isEscape = byte == UInt8(ascii: "\\") && index + 1 < bytes.count && "nr".utf8.contains(bytes[index + 1])
            if isEscape || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                result.append(bytes[start..<index])
                index += isEscape ? 2 : 1
                start = index
            } else {
                index += 1
            }
        }
        result.append(bytes[start...])
        if result.count == 1 { result = bytes.split(separator: UInt8(ascii: " ")) }
        return result.filter { !$0.isEmpty }
    }
}

/// A private key in PuTTY's format.
enum PuTTYKey {
    /// The key whose first line begins at a keyword.
    static func candidate(_ keyword: Range<Int>, in view: SourceView) -> SecretCandidate? {
        guard let lines = view.firstIndex(of: "Private-Lines:", in: keyword.upperBound..<view.upper) else { return nil }
        let end =
            view.firstIndex(of: "Private-MAC:", in: lines..<view.upper).map { view.line(around: $0).upperBound }
            ?? view.upper
        let isPlain = view.firstIndex(of: "Encryption: none", in: keyword.upperBound..<lines) != nil
        return SecretCandidate(
            range: keyword.lowerBound..<end, confidence: .formed, prefix: 20,
            note: isPlain ? nil : "encrypted with a passphrase", isMilder: !isPlain)
    }
}
