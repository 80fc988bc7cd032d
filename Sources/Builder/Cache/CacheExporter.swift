import BuildGraph
import LayerArchive
import OCI
import Storage

/// Writes the cache of a build to where the request says.
struct CacheExporter: Sendable {
    let session: BuildSession

    /// Writes all of it; an error ends the build unless the option says otherwise. The image is kept by then.
    func execute() async throws {
        for target in session.request.cacheTargets {
            switch target {
            case .inline, .local(_, _, .kept, _, _), .local(_, _, .own, _, _), .registry(_, _, .kept, _),
                .registry(_, _, .own, _):
                continue
            case .local(let path, let mode, .all(let encoding), let tag, let ignoresErrors):
                try await export(to: "\(path)", mode, ignoresErrors) { keys in
                    try await session.store.exportCache(
                        session.store.cacheRecords(for: keys), carrying: keys, of: session.imports.caches,
                        bases: bases, layers: encoding, tag: tag, toLayout: path)
                }
            case .registry(let name, let mode, .all(let encoding), let ignoresErrors):
                try await export(to: name.familiar, mode, ignoresErrors) { keys in
                    try await export(keys, to: name, encoding)
                }
            }
        }
    }

    private func export(
        to place: String, _ mode: CacheTarget.Mode, _ ignoresErrors: Bool, _ body: (Set<Digest>) async throws -> Digest
    ) async throws {
        do {
            try await session.reporter.internalWork("exporting cache to \(place)") { line in
                let digest = try await body(session.usedKeys(of: mode == .max ? nil : session.plan.chainsOfImages))
                session.reporter.status(line, "writing cache manifest \(digest)", done: true)
            }
        } catch {
            if error is CancellationError { throw error }
            if ignoresErrors { return }
            throw BuildError(
                .cacheNotWritten, "the image is built and kept, and its cache is not written to \(place)",
                hint: "write ignore-error=true into --cache-to to have such a build succeed", cause: error)
        }
    }

    /// Adds a set of records to what is under a name. Where there are many, all become one; sets that others add meanwhile stay.
    private func export(_ keys: Set<Digest>, to name: ImageReference, _ encoding: LayerEncoding) async throws -> Digest
    {
        guard let registry = session.request.cacheRegistry else {
            throw BuildError(.badOption, "there is no way to registries here", hint: "write type=local,dest=DIR")
        }
        let export = try await registry.begin(name, in: session.store)
        return try await CacheSetWriter(
            session: session, export: export, keys: keys, bases: bases, encoding: encoding
        ).execute()
    }

    /// What the base images of the build contain, so that who finds all steps above one need not load it.
    private var bases: [ExportedRecord] {
        session.plan.vertices.compactMap { vertex in
            guard case .image(let image) = vertex.operation, let state = session.result(of: vertex.id) else {
                return nil
            }
            return ExportedRecord(
                base: image.configuration.diffIDs, chain: state.chain, created: image.configuration.created)
        }
    }

    /// The image with its own cache in its configuration, where that is wanted.
    func inlining(_ image: AssembledImage, of planned: PlannedImage) throws -> AssembledImage {
        let wished =
            session.request.buildArguments["BUILDKIT_INLINE_CACHE"].map { ["1", "true"].contains($0) } ?? false
        guard session.request.cacheTargets.contains(.inline) || wished else { return image }
        let keys = session.usedKeys(of: session.plan.chain(of: planned))
        let (member, value) = Store.imageCache(try session.store.cacheRecords(for: keys), bases: bases)
        var configuration = image.configuration.value
        configuration.otherMembers[member] = value
        let document = ConfigurationDocument(configuration)
        var manifest = image.manifest.value
        manifest.configuration = document.descriptor(mediaType: .ociConfiguration)
        return AssembledImage(configuration: document, manifest: ManifestDocument(manifest))
    }
}
