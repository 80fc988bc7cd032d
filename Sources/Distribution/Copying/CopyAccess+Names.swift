internal import LinuxSystem
internal import OCI
internal import Registry
internal import Storage
internal import SystemPackage

extension CopyAccess {
    /// The names of all images of a repository or of a layout, sorted.
    ///
    /// Of a repository these are its tags but for those that list what refers to a manifest (`sha256-…`, distribution-spec,
    /// "Referrers Tag Schema"): such a list is the destination's own.
    ///
    /// - Throws: `RegistryError`; `StorageError` with `conflict` for a place that holds one image.
    public func names(of place: ImagePlace) async throws -> [String] {
        try await withTaskExecutorPreference(BlockingExecutor.shared) {
            switch place {
            case .registry(let reference):
                return try await RegistryClient(Repository(reference), settings: source).tags()
                    .filter { !RegistryClient.isReferrersTag($0) }
            case .layout(let path, _): return try FileOrigin.names(ofLayout: path)
            default:
                throw StorageError(
                    .conflict, "all tags are those of a repository or of a layout, and this is another place",
                    hint: "copy from docker://NAME or oci:PATH")
            }
        }
    }

    /// Whether an image has the name already at the destination, or a file the path.
    ///
    /// - Throws: `RegistryError`, `StorageError`.
    public func isTaken(_ place: ImagePlace) async throws -> Bool {
        try await withTaskExecutorPreference(BlockingExecutor.shared) {
            switch place {
            case .registry(let reference):
                let client = RegistryClient(Repository(reference), settings: destination)
                let name = ManifestReference(reference.withDefaultTag())
                return try await client.manifestDigest(name, atHome: true) != nil
            case .layout(let path, let name):
                guard Self.isThere(path.appending("index.json")) else { return false }
                return try FileOrigin.names(ofLayout: path).contains(name ?? "")
            case .store(let name): return try store().image(named: name) != nil
            case .layoutArchive(let path, _), .dockerArchive(let path, _), .directory(let path):
                return Self.isThere(path)
            }
        }
    }

    private static func isThere(_ path: FilePath) -> Bool { (try? FileHandle.open(path, FileHandle.pathOnly)) != nil }
}

extension ImagePlace {
    /// The same repository, or the same layout, with another name; of the store the repository of that name. `nil` for a place that
    /// holds one image, or where a name stands already.
    ///
    /// - Throws: `OCIError` for what cannot be a tag.
    public func tagged(_ name: String) throws -> ImagePlace? {
        switch self {
        case .registry(let reference):
            guard reference.tag == nil, reference.digest == nil else { return nil }
            return .registry(try ImageReference(repository: reference.repository, taggedBy: name))
        case .layout(let path, nil): return .layout(path, name: name)
        case .store(let text):
            let reference = try ImageReference(parsing: text)
            guard reference.tag == nil, reference.digest == nil else { return nil }
            return .store(try ImageReference(repository: reference.repository, taggedBy: name).description)
        default: return nil
        }
    }
}
