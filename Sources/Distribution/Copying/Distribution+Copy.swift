internal import LayerArchive
internal import LinuxSystem
public import OCI
public import Registry
public import Storage

/// How the two ends of a copy are asked.
public struct CopyAccess: Sendable {
    /// How the registry is asked that the image comes from.
    public var source: RegistrySettings
    /// How the registry is asked that it goes to.
    public var destination: RegistrySettings
    /// Opens the store, where one end is there or an archive has to be unpacked meanwhile.
    public var store: @Sendable () throws -> Store

    /// Puts them together.
    public init(
        source: RegistrySettings, destination: RegistrySettings, store: @escaping @Sendable () throws -> Store
    ) {
        (self.source, self.destination, self.store) = (source, destination, store)
    }
}

extension CopyAccess {
    /// Copies an image from one place to another; what has its name there afterwards.
    ///
    /// Blobs that the destination has are not sent; the others are streamed, several at once, with a few megabytes of memory each,
    /// and their digests and sizes are checked as they pass. Nothing has the wanted name before all of it is there. Manifests
    /// keep their bytes, and so their digests, wherever the destination has manifests.
    ///
    /// - Parameter progress: Called from any thread, for one blob in order.
    /// - Throws: `RegistryError`, `StorageError`, `LayerArchiveError`, `OCIError`; `CancellationError`.
    public func copy(
        from source: ImagePlace, to destination: ImagePlace, options: CopyOptions = CopyOptions(),
        progress: @escaping @Sendable (TransferEvent) -> Void = { _ in }
    ) async throws -> Descriptor {
        try await withTaskExecutorPreference(BlockingExecutor.shared) {
            let origin = try await origin(source, for: destination, options, progress)
            if case .store(let name) = destination {
                let reference = try ImageReference(parsing: name).withDefaultTag()
                return try await StoreDestination(
                    store: store(), names: [reference] + options.references(beside: reference), options: options,
                    progress: progress
                ).copy(from: origin)
            }
            let target = try self.destination(destination, from: source, options)
            return try await ImageCopy(
                origin: origin, destination: target, options: options,
                form: try form(source, destination, options), work: { try store().makeWorkDirectory() },
                progress: progress
            ).run()
        }
    }

    /// A docker-archive has no manifest that could be kept, and layers that are not compressed: elsewhere they are.
    private func form(_ source: ImagePlace, _ destination: ImagePlace, _ options: CopyOptions) throws -> CopyForm {
        var form = CopyForm(
            types: options.types, encoding: options.encoding,
            recompresses: options.encoding != nil && options.recompresses)
        switch destination {
        case .directory: return form
        case .layout, .layoutArchive:
            // Other readers of layouts pass docker's manifests over.
            if form.types == .docker {
                throw StorageError(
                    .conflict, "an OCI layout holds manifests of the OCI",
                    hint: "leave out --format v2s2, or copy to dir:")
            }
            form.types = .oci
        default: break
        }
        if case .dockerArchive = source, form.encoding == nil { form.encoding = try LayerEncoding(.gzip) }
        return form
    }

    private func origin(
        _ place: ImagePlace, for destination: ImagePlace, _ options: CopyOptions,
        _ progress: @escaping @Sendable (TransferEvent) -> Void
    ) async throws -> any ImageOrigin {
        switch place {
        case .registry(let reference):
            let client = RegistryClient(Repository(reference), settings: source)
            return RegistryOrigin(client: client, reference: reference.withDefaultTag())
        case .layout(let path, let name): return try FileOrigin.layout(path, name: name)
        case .layoutArchive(let path, let name):
            return try FileOrigin.archive(path, isDocker: false, name: name, in: store)
        case .dockerArchive(let path, let name):
            return try FileOrigin.archive(path, isDocker: true, name: name, in: store)
        case .directory(let path): return try FileOrigin.directory(path)
        case .store(let name):
            var encoding = try options.encoding ?? LayerEncoding(.gzip)
            if case .dockerArchive = destination { encoding = .uncompressed }
            return try await origin(stored: name, encoding, options, progress)
        }
    }

    private func origin(
        stored name: String, _ encoding: LayerEncoding, _ options: CopyOptions,
        _ progress: @escaping @Sendable (TransferEvent) -> Void
    ) async throws -> StoreOrigin {
        let store = try store()
        let found =
            options.scope != .one
            ? try store.image(named: name)
            : try store.image(named: name, for: options.platform ?? .host, isExact: options.platform != nil)
        guard let found else {
            throw StorageError(
                .noSuchImage, "the store has no image \(name)",
                hint: "`strata images` lists what it has; an image of a registry is docker://\(name)")
        }
        let reference = try ImageReference(parsing: name).withDefaultTag()
        let outgoing = try await store.outgoing(
            found, named: reference, encoding: encoding, isAlone: options.scope == .one
        ) { progress(.layer(id: $0.short, .compressing)) }
        let registries = Distribution(store: store, settings: self.source)
        return StoreOrigin(outgoing) { try await registries.supply($0) }
    }

    private func destination(
        _ place: ImagePlace, from origin: ImagePlace, _ options: CopyOptions
    ) throws -> any ImageDestination {
        switch place {
        case .registry(let reference):
            let repository = Repository(reference)
            var neighbour: Repository?
            if case .registry(let other) = origin, Repository(other).registry == repository.registry,
                other.repository != reference.repository
            {
                neighbour = Repository(other)
            }
            let client = RegistryClient(repository, settings: destination)
            return RegistryDestination(
                client: client, reference: reference.withDefaultTag(), tags: try options.tags(of: reference.repository),
                neighbour: neighbour)
        case .layout(let path, let name):
            return try LayoutDestination(path, names: [name] + options.additionalNames)
        case .layoutArchive(let path, let name):
            return try ArchiveDestination(path, names: [name] + options.additionalNames, in: store())
        case .dockerArchive(let path, let name):
            let first = try name.map { try ImageReference(parsing: $0) }
            let names = try [first].compactMap(\.self) + options.references(beside: first)
            return try DockerArchiveDestination(path, names: names, in: store())
        case .directory(let path):
            if !options.additionalNames.isEmpty {
                throw StorageError(
                    .conflict, "an image in dir:\(path) has no name, and no further ones",
                    hint: "leave out --additional-tag, or copy to oci:")
            }
            return try DirectoryDestination(path)
        case .store: preconditionFailure("the store takes images in its own way")
        }
    }
}
