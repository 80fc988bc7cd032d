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
        PercentEncoding.encode(text, keeping: others)
    }
}
