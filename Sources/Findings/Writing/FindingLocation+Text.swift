extension FindingLocation: CustomStringConvertible {
    /// The place in a line of text: `Dockerfile:3:5`, `image layer 2 /etc/passwd:7`, `image config.Env.TOKEN`.
    ///
    /// Control characters stand as `\xNN`, so that no terminal obeys them, and those that turn the direction of writing as `\u{NNNN}`.
    public var description: String {
        switch self {
        case .file(let path, let range): Self.shown(path) + Self.place(range)
        case .layer(let place):
            Self.shown(Array(place.image.utf8)) + " layer \(place.layer + 1)"
                + (place.path.isEmpty ? "" : " /" + Self.shown(place.path) + Self.place(place.range))
        case .configuration(let image, let key): Self.shown(Array("\(image) \(key)".utf8))
        }
    }

    private static func place(_ range: TextRange?) -> String {
        range.map { ":\($0.start.line):\($0.start.column)" } ?? ""
    }

    private static func shown(_ bytes: [UInt8]) -> String {
        var result = String.UnicodeScalarView()
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            if scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) {
                let digits = String(scalar.value, radix: 16)
                result.append(contentsOf: "\\x\(digits.count < 2 ? "0" : "")\(digits)".unicodeScalars)
            } else if [.format, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory) {
                result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }
}
