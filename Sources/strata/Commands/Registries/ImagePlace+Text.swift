import Distribution
import OCI
import SystemPackage

extension ImagePlace {
    /// Reads a place as skopeo writes it; a word without a transport is the name of an image of the store.
    ///
    /// - Throws: `UsageError`; `OCIError` for a name that cannot be one.
    init(parsing text: String) throws {
        let colon = text.firstIndex(of: ":") ?? text.endIndex
        let transport = text[..<colon]
        let rest = colon == text.endIndex ? "" : String(text[text.index(after: colon)...])
        switch transport {
        case "docker": self = .registry(try Self.reference(rest, text))
        case "oci": self = try Self.file(rest, text) { .layout($0, name: $1) }
        case "oci-archive": self = try Self.file(rest, text) { .layoutArchive($0, name: $1) }
        case "docker-archive": self = try Self.file(rest, text) { .dockerArchive($0, name: $1) }
        case "dir":
            if rest.isEmpty { throw Self.withoutPath(text) }
            self = .directory(FilePath(rest))
        case "strata": self = .store(rest)
        case "docker-daemon", "containers-storage", "ostree", "sif", "tarball", "atomic":
            throw UsageError(
                "\(text): images of \(transport): are not copied",
                hint: transport == "docker-daemon"
                    ? "`docker save NAME -o FILE`, then docker-archive:FILE"
                    : "copy it with skopeo to oci: or dir: first")
        default:
            _ = try ImageReference(parsing: text)
            self = .store(text)
        }
    }

    private static func reference(_ rest: String, _ text: String) throws -> ImageReference {
        guard rest.hasPrefix("//") else {
            throw UsageError("\(text): an image of a registry begins with docker://", hint: "write docker://\(rest)")
        }
        return try ImageReference(parsing: String(rest.dropFirst(2)))
    }

    /// `PATH[:NAME]`: the name begins after the first colon.
    private static func file(
        _ rest: String, _ text: String, _ make: (FilePath, String?) -> ImagePlace
    ) throws -> ImagePlace {
        let parts = rest.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let path = parts.first, !path.isEmpty else { throw withoutPath(text) }
        let name = parts.count > 1 ? String(parts[1]) : nil
        return make(FilePath(String(path)), name?.isEmpty == false ? name : nil)
    }

    private static func withoutPath(_ text: String) -> UsageError {
        UsageError("\(text) names no path", hint: "write TRANSPORT:PATH")
    }
}
