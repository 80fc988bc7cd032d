public import OCI
public import SystemPackage

/// Where an image to look into is.
///
/// As skopeo writes it, `TRANSPORT:REST`, or a name. Which word stands for what:
///
/// | text | what it is |
/// | --- | --- |
/// | `NAME`, an ID, `strata:NAME` | an image of the store |
/// | `docker-archive:PATH[:NAME]` | an archive that `docker save` wrote |
/// | `oci:PATH[:NAME]`, `oci-archive:PATH[:NAME]` | an OCI layout, a directory or an archive |
/// | `docker://NAME` | an image of a registry; only the layers that are looked at come over |
/// | `docker-daemon:NAME` | an image of a docker or podman that runs |
/// | `container:NAME` | a container: the layers of its image and its writable one |
/// | `-` | an archive that comes by standard input |
/// | a path that begins with `/`, `./` or `../` | an archive or a layout; it is looked at which |
public enum ImageSource: Sendable, Hashable {
    case store(String)
    case dockerArchive(FilePath, name: String?)
    case layout(FilePath, name: String?)
    case layoutArchive(FilePath, name: String?)
    case registry(ImageReference)
    case dockerDaemon(String)
    case container(String)
    case path(FilePath)
    case standardInput

    /// Reads what a user wrote.
    ///
    /// - Throws: `InspectionError` with `badSource`; `OCIError` for a name that cannot be one.
    public init(parsing text: String) throws {
        if text.hasPrefix("/") || text.hasPrefix("./") || text.hasPrefix("../") {
            self = .path(FilePath(text))
            return
        }
        if text == "-" {
            self = .standardInput
            return
        }
        let colon = text.firstIndex(of: ":") ?? text.endIndex
        let rest = colon == text.endIndex ? "" : String(text[text.index(after: colon)...])
        switch String(text[..<colon]) {
        case "docker" where rest.hasPrefix("//"):
            self = .registry(try ImageReference(parsing: String(rest.dropFirst(2))))
        case "docker-archive": self = try Self.file(rest, text) { .dockerArchive($0, name: $1) }
        case "oci": self = try Self.file(rest, text) { .layout($0, name: $1) }
        case "oci-archive": self = try Self.file(rest, text) { .layoutArchive($0, name: $1) }
        case "docker-daemon" where !rest.isEmpty: self = .dockerDaemon(rest)
        case "container" where !rest.isEmpty: self = .container(rest)
        case "strata" where !rest.isEmpty: self = .store(rest)
        case "dir", "containers-storage", "ostree", "sif", "tarball", "atomic":
            throw InspectionError(
                .badSource, "\(text): images of that kind are not looked into",
                hint: "copy it to oci:PATH first, with `strata copy` or skopeo")
        default: self = .store(text)
        }
    }

    /// `PATH[:NAME]`: the name begins after the first colon.
    private static func file(
        _ rest: String, _ text: String, _ make: (FilePath, String?) -> ImageSource
    ) throws -> ImageSource {
        let parts = rest.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let path = parts.first, !path.isEmpty else {
            throw InspectionError(.badSource, "\(text) names no path", hint: "write TRANSPORT:PATH[:NAME]")
        }
        let name = parts.count > 1 ? String(parts[1]) : nil
        return make(FilePath(String(path)), name?.isEmpty == false ? name : nil)
    }
}
