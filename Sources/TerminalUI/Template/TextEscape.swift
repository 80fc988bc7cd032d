/// Texts with their signs escaped, as Go's template functions `html`, `js` and `urlquery` do.
enum TextEscape {
    /// For HTML (`template.HTMLEscapeString`).
    static func html(_ text: String) -> String {
        escape(text) { scalar in
            switch scalar {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\"": "&#34;"
            case "'": "&#39;"
            case "\0": "\u{FFFD}"
            default: nil
            }
        }
    }

    /// For a text in JavaScript (`template.JSEscapeString`).
    static func javaScript(_ text: String) -> String {
        escape(text) { scalar in
            switch scalar {
            case "\\": return "\\\\"
            case "'": return "\\'"
            case "\"": return "\\\""
            case "<", ">", "&", "=", ..<" ":
                let digits = String(scalar.value, radix: 16, uppercase: true)
                return "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
            default: return nil
            }
        }
    }

    /// For the query of a URL (`url.QueryEscape`).
    static func query(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            let scalar = Unicode.Scalar(byte)
            if scalar.properties.isAlphabetic && byte < 0x80 || ("0"..."9").contains(scalar)
                || "-_.~".utf8.contains(byte)
            {
                result.unicodeScalars.append(scalar)
            } else if byte == 0x20 {
                result += "+"
            } else {
                result += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
        return result
    }

    private static func escape(_ text: String, _ escaped: (Unicode.Scalar) -> String?) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if let replacement = escaped(scalar) { result += replacement } else { result.unicodeScalars.append(scalar) }
        }
        return result
    }
}
