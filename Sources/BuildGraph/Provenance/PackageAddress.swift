internal import OCI

/// Addresses of images as packages (package-url, types `docker` and `oci`).
enum PackageAddress {
    /// `pkg:docker/NAME@TAG?platform=linux%2Famd64`, or with the digest where the name has no tag.
    static func text(of reference: ImageReference, for platform: Platform) -> String {
        let tagged = reference.digest == nil ? reference.withDefaultTag() : reference
        var query = "platform=\(escaped(platform.description, keeping: ""))"
        if let digest = reference.digest { query = "digest=\(escaped(digest.description, keeping: ":"))&" + query }
        let name = escaped(tagged.repository.familiar, keeping: "/")
        return "pkg:docker/\(name)\(tagged.tag.map { "@" + escaped($0, keeping: "") } ?? "")?\(query)"
    }

    /// `pkg:oci/NAME?digest=sha256:…&platform=…` of an image in a layout, by the name of its context.
    static func text(ofLayout name: String, _ digest: Digest, for platform: Platform) -> String {
        "pkg:oci/\(escaped(name, keeping: "/"))?digest=\(escaped(digest.description, keeping: ":"))"
            + "&platform=\(escaped(platform.description, keeping: ""))"
    }

    private static func escaped(_ text: String, keeping others: String) -> String {
        let kept = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~".utf8).union(others.utf8)
        return text.utf8.map { byte in
            if kept.contains(byte) { return String(UnicodeScalar(byte)) }
            let hex = String(byte, radix: 16, uppercase: true)
            return "%" + (hex.count < 2 ? "0" + hex : hex)
        }.joined()
    }
}

/// Bytes as text (RFC 4648, section 4).
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func text(of bytes: [UInt8]) -> String {
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let value = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0..<4 {
                result.append(
                    place <= group.count ? alphabet[value >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
