import LayerArchive

/// The forms in which a secret gives itself away in files.
///
/// A value of several lines is looked for line by line, lines of 12 bytes and more; lines that only say what kind of key
/// comes are no secret. What is shorter than 8 bytes would be found where it never was. Encodings that need another key
/// or a decompressor cannot be seen.
struct SecretForms {
    /// Shorter values are neither looked for nor masked.
    static let shortestValue = 8
    /// Shorter lines of a longer value are not looked for by themselves.
    static let shortestLine = 12
    /// So many lines are looked for in encodings as well; the longest come first.
    private static let encodedLines = 64
    /// A piece of base64 this long is evidence by itself, so that line breaks cannot hide the rest.
    private static let base64Piece = 24
    /// So many hexadecimal digits are evidence by themselves; where lines have 60, as of xxd, one of two such pieces is
    /// whole.
    private static let hexPiece = 30
    /// Lines of digits are looked for that are no narrower. Those of od have as many, with spaces between the bytes.
    private static let narrowestDigits = 32
    /// In shorter texts half would be no evidence: a line break is looked for at each place.
    private static let shortestHalf = 12
    /// Lines of base64 are looked for that are no narrower.
    private static let narrowestLine = 20
    /// In so many lines of a value: narrow lines need a form for each place of a break, and one find is enough.
    private static let narrowLines = 4

    private static let longestNeedle = 256

    /// What is looked for as it is.
    let plain: [[UInt8]]

    init(of value: SecretValue) {
        var bytes = value.bytes
        while let last = bytes.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard bytes.count >= Self.shortestValue else {
            plain = []
            return
        }
        let lines = bytes.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }.map(Array.init)
        guard lines.count > 1 else {
            plain = [bytes]
            return
        }
        let telling = lines.filter { $0.count >= Self.shortestLine && !$0.starts(with: Array("-----".utf8)) }
        plain = telling.isEmpty ? [bytes] : telling
    }

    /// All forms, plain and encoded.
    var all: [[UInt8]] {
        var forms = plain
        for (rank, bytes) in plain.sorted(by: { $0.count > $1.count }).prefix(Self.encodedLines).enumerated() {
            let texts = Self.base64(bytes)
            let digits = Self.hex(bytes)
            let wide = Self.utf16(bytes)
            forms += texts.flatMap(Self.pieces) + digits.flatMap(Self.hexPieces) + wide
            forms += Self.percent(bytes, PercentSpelling.standard)
            guard rank < Self.narrowLines else { continue }
            forms += PercentSpelling.others.flatMap { Self.percent(bytes, $0) }
            // The ends: many values begin alike.
            forms += texts.flatMap { Self.broken($0.suffix(Self.narrowestLine)) }
            forms += digits.flatMap { Self.broken($0.suffix(Self.narrowestDigits)) }
            forms += Self.spaced(bytes.suffix(Self.narrowestDigits / 2))
            forms += (texts + wide).flatMap { Self.base64($0).flatMap(Self.halves) }
        }
        // The beginning of a long form is evidence enough.
        let needles = forms.filter { $0.count >= Self.shortestValue }.map { Array($0.prefix(Self.longestNeedle)) }
        return Array(Set(needles)).sorted { $0.lexicographicallyPrecedes($1) }
    }

    // MARK: Encodings

    /// What of an encoding of any text that holds the bytes depends on them alone, for each of the three ways in which they
    /// can lie in it.
    private static func base64(_ bytes: [UInt8]) -> [[UInt8]] {
        let standard = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        let forAddresses = standard.dropLast(2) + Array("-_".utf8)
        return [standard, Array(forAddresses)].flatMap { letters in
            (0..<3).map { shift in base64(bytes, shift: shift, letters) }
        }
    }

    private static func base64(_ bytes: [UInt8], shift: Int, _ letters: [UInt8]) -> [UInt8] {
        let padded = [UInt8](repeating: 0, count: shift) + bytes
        // The first letter whose six bits are all of the value, and the end of those.
        let first = (shift * 8 + 5) / 6
        let end = padded.count * 8 / 6
        return (first..<max(first, end)).map { place in
            let bit = place * 6
            let high = UInt16(padded[bit / 8]) << 8
            let low = bit / 8 + 1 < padded.count ? UInt16(padded[bit / 8 + 1]) : 0
            return letters[Int((high | low) >> UInt16(10 - bit % 8)) & 63]
        }
    }

    /// What is whole of a text whatever usual line breaks fall into it.
    ///
    /// Lines have 64 or 76 letters as a rule, so that one break at most falls into the first two pieces of a long text, or into
    /// the halves of a short one. Smaller pieces would be found where others begin alike, as addresses do.
    private static func pieces(of text: [UInt8]) -> [[UInt8]] {
        return text.count >= 2 * shortestHalf ? halves(of: text) : broken(text[...])
    }

    /// What is whole of a text into which one line break falls at most; a short one as it is.
    private static func halves(of text: [UInt8]) -> [[UInt8]] {
        let half = min(text.count / 2, base64Piece)
        guard half >= shortestHalf else { return [text] }
        return [Array(text[..<half]), Array(text[half..<min(text.count, half + base64Piece)])]
    }

    /// What is whole of many digits whatever line break falls into them; few digits as they are.
    private static func hexPieces(of digits: [UInt8]) -> [[UInt8]] {
        guard digits.count >= 2 * hexPiece else { return [digits] }
        return [Array(digits[..<hexPiece]), Array(digits[hexPiece..<(2 * hexPiece)])]
    }

    /// A text without a line break, and with one at each place.
    private static func broken(_ text: ArraySlice<UInt8>) -> [[UInt8]] {
        let broken = text.indices.dropFirst().flatMap { place in
            ["\n", "\r\n"].map { text[..<place] + Array($0.utf8) + text[place...] }
        }
        return ([text] + broken).map(Array.init)
    }

    private static func hex(_ bytes: [UInt8]) -> [[UInt8]] {
        ["0123456789abcdef", "0123456789ABCDEF"].map { digits in
            let digits = Array(digits.utf8)
            return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        }
    }

    /// As od writes bytes: pairs of digits with spaces, and one line that ends among them at most.
    private static func spaced(_ bytes: ArraySlice<UInt8>) -> [[UInt8]] {
        let pairs = bytes.map { hex([$0])[0] }
        return pairs.indices.map { place in
            let lines = [pairs[..<place], pairs[place...]].map { Array($0.joined(separator: [UInt8(ascii: " ")])) }
            return place == 0 ? lines[1] : lines[0] + Array("\n ".utf8) + lines[1]
        }
    }

    /// As programs of Windows write a text, in both orders of bytes.
    private static func utf16(_ bytes: [UInt8]) -> [[UInt8]] {
        guard let text = String(validating: bytes, as: UTF8.self) else { return [] }
        return [
            text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] },
            text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] },
        ]
    }

    /// As addresses and forms hold them; where nothing needs an escape that is the plain form.
    private static func percent(_ bytes: [UInt8], _ spelling: PercentSpelling) -> [[UInt8]] {
        ["0123456789ABCDEF", "0123456789abcdef"].map { digits in
            let digits = Array(digits.utf8)
            return bytes.flatMap { byte -> [UInt8] in
                if let letter = spelling.letter(for: byte) { return [letter] }
                return [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
    }
}

extension BuildRequest {
    /// The values of all secrets as they are, line by line: what no record may hold, in whatever way it came there.
    var secretTexts: [[UInt8]] { secrets.values.flatMap { SecretForms(of: $0).plain } }
}
