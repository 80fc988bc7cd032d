import OCI

/// JSON web tokens and keys (RFC 7519, RFC 7517).
enum JSONWebToken {
    /// The token whose header begins at a keyword, if header and payload are JSON and say what they have to.
    static func candidate(_ keyword: Range<Int>, in view: SourceView) -> SecretCandidate? {
        let start = keyword.lowerBound
        guard !ByteSet.base64URL.contains(view[start - 1]) || view[start - 2] == UInt8(ascii: "\\") else { return nil }
        let headerEnd = view.end(of: .base64URL, from: start)
        guard view[headerEnd] == UInt8(ascii: ".") else { return nil }
        let payloadEnd = view.end(of: .base64URL, from: headerEnd + 1)
        guard payloadEnd > headerEnd + 1, view[payloadEnd] == UInt8(ascii: ".") else { return nil }
        var end = view.end(of: .base64URL, from: payloadEnd + 1)
        guard end - payloadEnd > 16, let header = json(view[start..<headerEnd]),
            let algorithm = header["alg"]?.stringValue
        else { return nil }
        // A JWE has five parts, and nothing of it can be read.
        while view[end] == UInt8(ascii: "."), ByteSet.base64URL.contains(view[end + 1]) {
            end = view.end(of: .base64URL, from: end + 1)
        }
        if header["enc"] == nil, algorithm != "none" {
            guard let payload = json(view[headerEnd + 1..<payloadEnd]), payload.objectValue != nil else { return nil }
            if isExample(payload) || !isClaim(payload) && end - start < 200 { return nil }
            return SecretCandidate(range: start..<end, confidence: .verified, prefix: 3, note: note(payload))
        }
        return algorithm == "none" ? nil : SecretCandidate(range: start..<end, confidence: .formed, prefix: 3)
    }

    /// The private part of a key in JSON that a keyword is in.
    static func keyCandidate(_ keyword: Range<Int>, in view: SourceView) -> SecretCandidate? {
        var begin = keyword.lowerBound
        while begin > view.lower, view[begin] != UInt8(ascii: "{") { begin -= 1 }
        let end = (keyword.upperBound..<min(view.upper, keyword.upperBound + 6000)).first {
            view[$0] == UInt8(ascii: "}")
        }
        guard let end, let key = try? JSONValue(parsing: view[begin..<end + 1]), key["kty"]?.stringValue != nil,
            let secret = (key["d"] ?? key["k"])?.stringValue, secret.utf8.count >= 16
        else { return nil }
        return SecretCandidate(range: begin..<end + 1, confidence: .verified, prefix: 1)
    }

    private static func json(_ text: [UInt8]) -> JSONValue? {
        Checksums.base64URL(text).flatMap { try? JSONValue(parsing: $0) }
    }

    /// Whether it says one of the things that tokens say (RFC 7519, section 4.1).
    private static func isClaim(_ payload: JSONValue) -> Bool {
        ["exp", "iat", "iss", "sub", "aud", "nbf", "jti", "role", "scope", "scopes"].contains { payload[$0] != nil }
    }

    /// The one of RFC 7519 and jwt.io's.
    private static func isExample(_ payload: JSONValue) -> Bool {
        payload["name"]?.stringValue == "John Doe" || payload["sub"]?.stringValue == "1234567890"
            || payload["iss"]?.stringValue == "joe"
    }

    private static func note(_ payload: JSONValue) -> String? {
        if let issuer = payload["iss"]?.stringValue, issuer.contains("kubernetes") {
            return "of a Kubernetes service account"
        }
        return nil
    }
}
