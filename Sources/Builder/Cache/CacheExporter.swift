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
            guard case .local(let path, let mode, .all(let encoding), let tag, let ignoresErrors) = target else {
                continue
            }
            do {
                try await session.reporter.internalWork("exporting cache to \(path)") { line in
                    let keys = session.usedKeys(of: mode == .max ? nil : session.plan.chainsOfImages)
                    let digest = try session.store.exportCache(
                        session.store.cacheRecords(for: keys), carrying: keys, of: session.imports.caches,
                        layers: encoding, tag: tag, to: path)
                    session.reporter.status(line, "writing cache manifest \(digest)", done: true)
                }
            } catch {
                if !ignoresErrors || error is CancellationError { throw error }
            }
        }
    }

    /// The image with its own cache in its configuration, where that is wanted.
    func inlining(_ image: AssembledImage, of planned: PlannedImage) throws -> AssembledImage {
        let wished =
            session.request.buildArguments["BUILDKIT_INLINE_CACHE"].map { ["1", "true"].contains($0) } ?? false
        guard session.request.cacheTargets.contains(.inline) || wished else { return image }
        let keys = session.usedKeys(of: session.plan.chain(of: planned))
        let (member, value) = Store.imageCache(try session.store.cacheRecords(for: keys))
        var configuration = image.configuration.value
        configuration.otherMembers[member] = value
        let document = ConfigurationDocument(configuration)
        var manifest = image.manifest.value
        manifest.configuration = document.descriptor(mediaType: .ociConfiguration)
        return AssembledImage(configuration: document, manifest: ManifestDocument(manifest))
    }
}
