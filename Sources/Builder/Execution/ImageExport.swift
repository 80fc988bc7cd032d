import BuildGraph
import OCI
import Storage

/// Puts the image together from what the steps gave, keeps it in the store, tags it and writes the wanted outputs.
struct ImageExport: Sendable {
    let session: BuildSession

    /// The finished image.
    func execute() async throws -> BuildResult {
        try await session.reporter.internalWork("exporting to image") { line in
            let assembled = try assemble()
            session.reporter.status(line, "exporting layers", done: true)
            let tags = session.request.tags.map { $0.withDefaultTag() }
            let image = try session.store.addImage(
                manifest: assembled.manifest, configuration: assembled.configuration,
                layers: session.stack(of: session.plan.target).layers, references: tags)
            session.reporter.status(line, "writing image \(image.id)", done: true)
            for tag in tags { session.reporter.status(line, "naming to \(tag)", done: true) }
            let writer = OutputWriter(store: session.store, image: image, tags: tags)
            for output in session.request.outputs {
                try writer.write(output)
                session.reporter.status(line, "writing \(output.kind.rawValue) to \(output.destination)", done: true)
            }
            return result(image, assembled, tags)
        }
    }

    private func assemble() throws -> AssembledImage {
        var layers: [VertexID: LayerResult] = [:]
        for id in session.plan.image.layerVertices {
            guard let layer = session.result(of: id)?.own else { continue }
            layers[id] = LayerResult(diffID: layer.diffID, size: layer.tarSize, created: layer.created)
        }
        return try ImageAssembler(plan: session.plan).assemble(layers: layers, fallbackCreated: created())
    }

    /// The time of an image without a layer: when one like it was first built.
    private func created() throws -> Timestamp {
        if session.plan.image.base != nil || !session.plan.image.layerVertices.isEmpty { return .epoch }
        let key = Digest.of("strata: created, of images without layers")
        if let known = try session.store.cacheRecord(for: key) { return known.created }
        let now = Timestamp.now()
        try session.store.addCacheRecord(
            CacheRecord(
                key: key, kind: CacheRecord.moment, step: "FROM scratch", parts: "{}", layer: nil, created: now,
                duration: 0))
        return now
    }

    private func result(_ image: Image, _ assembled: AssembledImage, _ tags: [ImageReference]) -> BuildResult {
        let steps = session.plan.vertices.filter { if case .image = $0.operation { false } else { true } }
        let cached = steps.filter { session.result(of: $0.id)?.isCached == true }.count
        return BuildResult(
            imageID: image.id, manifestDescriptor: image.manifestDescriptor,
            configuration: assembled.configuration.value, tags: tags, warnings: session.warnings,
            steps: (steps.count - cached, cached), session: session)
    }
}
