import HTTPServer
import OCI

/// What a request's path names (distribution-spec, "Endpoints").
enum RegistryRoute: Hashable, Sendable {
    /// `/v2/`
    case base
    /// `/v2/_catalog`
    case catalog
    /// `/v2/NAME/tags/list`
    case tags(RegistryPath)
    /// `/v2/NAME/manifests/REFERENCE`
    case manifest(RegistryPath, String)
    /// `/v2/NAME/blobs/DIGEST`
    case blob(RegistryPath, String)
    /// `/v2/NAME/blobs/uploads/`
    case uploads(RegistryPath)
    /// `/v2/NAME/blobs/uploads/ID`
    case upload(RegistryPath, String)
    /// `/v2/NAME/referrers/DIGEST`
    case referrers(RegistryPath, String)

    /// - Throws: 404 for what is no path of a registry, `NAME_INVALID`.
    init(_ request: ServerRequest) throws(RegistryFault) {
        guard let segments = request.segments, segments.first == "v2" else { throw Self.unknown(request) }
        let parts = Array(segments.dropFirst())
        switch parts {
        case [], [""]: self = .base
        case ["_catalog"]: self = .catalog
        default: self = try Self.route(parts, request)
        }
    }

    private static func route(_ parts: [String], _ request: ServerRequest) throws(RegistryFault) -> RegistryRoute {
        let (count, last) = (parts.count, parts.last ?? "")
        let name = { (endings: Int) throws(RegistryFault) in
            try RegistryPath(parts[..<(count - endings)].joined(separator: "/"))
        }
        if count >= 3, parts[count - 2] == "blobs", last == "uploads" { return .uploads(try name(2)) }
        if count >= 4, parts[count - 3] == "blobs", parts[count - 2] == "uploads" {
            return last.isEmpty ? .uploads(try name(3)) : .upload(try name(3), last)
        }
        guard count >= 3, !last.isEmpty else { throw unknown(request) }
        switch parts[count - 2] {
        case "tags" where last == "list": return .tags(try name(2))
        case "manifests": return .manifest(try name(2), last)
        case "blobs": return .blob(try name(2), last)
        case "referrers": return .referrers(try name(2), last)
        default: throw unknown(request)
        }
    }

    private static func unknown(_ request: ServerRequest) -> RegistryFault {
        RegistryFault(404, .unsupported, "\(request.path) is no address of a registry")
    }
}

/// The name of a repository as clients write it, and the store's own.
struct RegistryPath: Hashable, Sendable {
    /// As the client wrote it.
    let text: String
    /// As the store has it: `app` is `docker.io/library/app`.
    let repository: RepositoryName

    init(_ text: String) throws(RegistryFault) {
        do throws(OCIError) {
            // What has a port or capitals is a host's name in the store, and no repository's on a registry.
            guard !text.contains(":"), text == text.lowercased() else {
                throw OCIError(.invalidReference, "“\(text)” is no name of a repository on a registry")
            }
            repository = try RepositoryName(parsing: text)
        } catch {
            throw RegistryFault(400, .nameInvalid, error.message)
        }
        self.text = text
    }

    /// The name under which a repository of the store is listed; `nil` where it can have none on a registry.
    static func shown(_ repository: RepositoryName) -> String? {
        guard let path = try? RegistryPath(repository.familiar), path.repository == repository else { return nil }
        return path.text
    }
}
