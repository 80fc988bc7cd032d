internal import LayerArchive
internal import LinuxSystem
public import OCI
public import Registry
public import Storage
internal import SystemPackage

/// Opens images to look into, wherever they are.
public struct ImageAccess: Sendable {
    let registry: RegistrySettings
    let platform: Platform
    let store: @Sendable () throws -> Store

    /// - Parameters:
    ///   - platform: Which image of an index is meant.
    ///   - store: Opens the store: for its images and containers, and for a work directory where an archive of images is compressed.
    public init(
        registry: RegistrySettings, platform: Platform = .host, store: @escaping @Sendable () throws -> Store
    ) {
        self.registry = registry
        self.platform = platform
        self.store = store
    }

    /// Opens an image; no layer is read.
    ///
    /// - Throws: `InspectionError`, `StorageError`, `RegistryError`, `LayerArchiveError`, `OCIError`; `CancellationError`.
    public func open(_ source: ImageSource) async throws -> InspectedImage {
        try await withTaskExecutorPreference(BlockingExecutor.shared) {
            switch source {
            case .store(let name): return try stored(name, source)
            case .container(let name): return try container(name, source)
            case .layout(let path, let name):
                return try files(FileOrigin.layout(path, name: name), source, "\(path)")
            case .layoutArchive(let path, let name):
                return try files(archive(path, isDocker: false, name), source, "\(path)")
            case .dockerArchive(let path, let name):
                return try files(archive(path, isDocker: true, name), source, "\(path)")
            case .path(let path): return try found(at: path, source)
            case .standardInput:
                let (path, holder) = try StreamedArchive.standardInput { try store() }
                return try found(at: path, source, named: "standard input", holder: holder)
            case .registry(let reference): return try await remote(reference, source)
            case .dockerDaemon(let name):
                return try await EngineImage(name: name, environment: registry.environment).open(source, store: store())
                {
                    try files(archive($0, isDocker: true, nil), source, name, holder: $1)
                }
            }
        }
    }

    // MARK: The store

    /// Opens an image of a store that is at hand; no layer is read.
    ///
    /// - Throws: `StorageError`, `OCIError`.
    public func open(_ image: Image, named name: String, in store: Store) async throws -> InspectedImage {
        try await withTaskExecutorPreference(BlockingExecutor.shared) {
            try stored(image, named: name, in: store, .store(name))
        }
    }

    private func stored(_ name: String, _ source: ImageSource) throws -> InspectedImage {
        let store = try store()
        let path = FilePath(name)
        let isThere = (try? FileHandle.open(path)) != nil
        let known: Image?
        do { known = try store.image(named: name, for: platform, isExact: false) } catch let error as StorageError
            where error.code == .badName && isThere
        { known = nil }
        guard let image = known else {
            // Nothing else can be meant.
            if isThere { return try found(at: path, source) }
            throw StorageError(
                .noSuchImage, "the store has no image \(name)",
                hint:
                    "`strata images` lists what it has; an image of a registry is docker://\(name), an archive ./\(name)"
            )
        }
        var opened = try stored(image, named: name, in: store, source)
        if let list = try store.image(named: name)?.index {
            let entries = try AttestationReading.entries(
                in: store.index(list).document.value.manifests, about: image.manifestDigest)
            opened.readStatements = {
                try await AttestationReading.statements(entries) {
                    try store.blobIfPresent($0.digest)
                }
            }
        }
        return opened
    }

    private func stored(
        _ image: Image, named name: String, in store: Store, _ source: ImageSource
    ) throws -> InspectedImage {
        let stack = try store.stack(of: image)
        let configuration = try store.configuration(of: image)
        let manifest = try store.manifest(of: image)
        return try InspectedImage(
            source: source, name: name, configuration: configuration, manifest: manifest, holder: store,
            kept: stack.layers.map { LayerListing(store: store, layer: $0) }
        ) { index, _ in
            let directory = stack.directories[index]
            guard let blob = try store.keptArchive(of: stack.layers[index]) else { return .directory(directory) }
            return .kept(directory) { try blob() }
        }
    }

    private func container(_ name: String, _ source: ImageSource) throws -> InspectedImage {
        let store = try store()
        let container = try store.requireContainer(named: name)
        let image = try store.image(of: container)
        return try stored(image, named: container.imageName, in: store, source).adding(
            .directory(container.upper), createdBy: "container \(container.name)", source: source, name: container.name)
    }

    // MARK: Files

    private func archive(_ path: FilePath, isDocker: Bool, _ name: String?) throws -> FileOrigin {
        try FileOrigin.archive(path, isDocker: isDocker, name: name, in: store)
    }

    /// A path without a transport's name: a layout is a directory; what an archive is, is found out.
    private func found(
        at path: FilePath, _ source: ImageSource, named given: String? = nil, holder: (any Sendable)? = nil
    ) throws -> InspectedImage {
        let name = given ?? "\(path)"
        if (try? DirectoryHandle.open(path)) != nil {
            return try files(FileOrigin.layout(path, name: nil), source, name, holder: holder)
        }
        do {
            return try files(archive(path, isDocker: true, nil), source, name, holder: holder)
        } catch let error as StorageError where error.code == .invalidArchive {
            // An archive that holds both kinds of documents was read; of the other kind there is only the one.
            guard let origin = try? archive(path, isDocker: false, nil) else { throw error }
            return try files(origin, source, name, holder: holder)
        }
    }

    private func files(
        _ origin: FileOrigin, _ source: ImageSource, _ name: String, holder: (any Sendable)? = nil
    ) throws -> InspectedImage {
        var attestations: [Descriptor] = []
        let manifest = try ManifestDocument(
            bytes: choose(origin.root(), &attestations) { try origin.manifest($0) }.bytes)
        let configuration = try ConfigurationDocument(
            bytes: document(manifest.value.configuration, of: origin, name))
        var image = try InspectedImage(
            source: source, name: name, configuration: configuration, manifest: manifest, holder: holder
        ) { _, blob in .archive { try origin.open(blob) } }
        // A layout may list them beside the image, without an index of its own.
        if attestations.isEmpty {
            attestations = AttestationReading.entries(in: origin.listed, about: manifest.descriptor().digest)
        }
        let entries = attestations
        // An archive need not hold all that its index names.
        image.readStatements = {
            try await AttestationReading.statements(entries) { try? document($0, of: origin, name) }
        }
        return image
    }

    private func document(_ descriptor: Descriptor, of origin: FileOrigin, _ name: String) throws -> [UInt8] {
        let sink = BytesSink()
        try origin.read(descriptor, from: 0) { try sink.write($0) }
        guard Digest.of(sink.bytes) == descriptor.digest else {
            throw InspectionError(
                .badImage, "the configuration \(descriptor.digest) of \(name) does not have that digest",
                hint: "the image was damaged: get it again")
        }
        return sink.bytes
    }

    // MARK: Registries

    private func remote(_ reference: ImageReference, _ source: ImageSource) async throws -> InspectedImage {
        let client = RegistryClient(Repository(reference), settings: registry)
        var top = try await client.manifest(ManifestReference(reference.withDefaultTag())).bytes
        var entries: [Descriptor] = []
        if let choice = try member(of: top) {
            entries = try AttestationReading.entries(
                in: IndexDocument(bytes: top).value.manifests, about: choice.digest)
            top = try await client.manifest(.digest(choice.digest)).bytes
        }
        let manifest = try ManifestDocument(bytes: top)
        let configuration = try ConfigurationDocument(
            bytes: try await client.document(manifest.value.configuration))
        var image = try InspectedImage(
            source: source, name: reference.familiar, configuration: configuration, manifest: manifest
        ) { _, blob in .remote(client, blob) }
        let attestations = entries
        image.readStatements = {
            try await AttestationReading.statements(attestations) { descriptor in
                if descriptor.mediaType.isManifest {
                    return try await client.manifest(.digest(descriptor.digest)).bytes
                }
                return try await client.document(descriptor)
            }
        }
        return image
    }

    // MARK: Indexes

    private func choose(
        _ top: RawManifest, _ attestations: inout [Descriptor], _ load: (Descriptor) throws -> RawManifest
    ) throws -> RawManifest {
        guard let member = try member(of: top.bytes) else { return top }
        attestations += try AttestationReading.entries(
            in: IndexDocument(bytes: top.bytes).value.manifests, about: member.digest)
        return try choose(load(member), &attestations, load)
    }

    /// Of an index the image for the platform; `nil` for a manifest.
    private func member(of bytes: [UInt8]) throws -> Descriptor? {
        guard let raw = RawManifest(bytes), raw.descriptor.mediaType.isIndex else { return nil }
        let index = try IndexDocument(bytes: bytes).value
        if let choice = index.manifest(for: platform) { return choice }
        let runnable = index.manifests.filter { $0.platform?.os != "unknown" }
        if runnable.count == 1 { return runnable[0] }
        throw InspectionError(
            .badImage, "the index has no image for \(platform)",
            hint: "it has: " + runnable.compactMap { $0.platform.map { "\($0)" } }.joined(separator: ", "))
    }
}
