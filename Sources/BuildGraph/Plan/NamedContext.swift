internal import OCI

/// What `--build-context NAME=…` puts in the place of the stage or image of a name.
public enum NamedContext: Sendable, Hashable {
    /// An image of the store.
    case image(String)
    /// A directory of the machine: what COPY and mounts name is read where it lies.
    case directory
    /// Files that have to be fetched first.
    case files

    /// What the name of an image begins with that the caller named in an OCI layout; the name of the context follows.
    public static let layoutScheme = "oci-layout://"

    /// The name by which a context is found: that of an image in its short form, without `:latest`; what stands in for one
    /// platform alone (`NAME::linux/arm64`) has that behind it.
    public static func key(_ name: String) -> String {
        if let place = name.ranges(of: separator).last,
            let platform = try? Platform(parsing: String(name[place.upperBound...]))
        {
            return key(String(name[..<place.lowerBound]), for: platform)
        }
        return plainKey(name)
    }

    /// The name of a context that stands in for one platform alone.
    static func key(_ name: String, for platform: Platform) -> String {
        plainKey(name) + separator + platform.description
    }

    private static let separator = "::"

    private static func plainKey(_ name: String) -> String {
        guard let reference = try? ImageReference(parsing: name).withDefaultTag() else { return name.lowercased() }
        let short = reference.familiar
        return short.hasSuffix(":latest") ? String(short.dropLast(":latest".count)) : short
    }
}
