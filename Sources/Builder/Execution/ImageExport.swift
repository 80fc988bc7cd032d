import BuildGraph
import OCI
import Storage

/// Puts the image together from what the steps gave, keeps it in the store, tags it and writes the wanted outputs.
struct ImageExport: Sendable {
    let session: BuildSession

    /// The finished image.
    func execute() async throws -> BuildResult {
        try await session.reporter.internalWork("exporting to image") { line in
            let annotations = session.request.annotations
            if !isIndexed, annotations.entries.contains(where: \.level.needsIndex) {
                throw BuildError(
                    .badOption, "--annotation: there is no index to annotate, as the image is for one platform",
                    hint: "annotate the manifest, build for several platforms, or add --provenance")
            }
            let assembled = try session.plan.images.map { try assemble($0) }
            session.reporter.status(line, "exporting layers", done: true)
            let tags = session.request.tags.map { $0.withDefaultTag() }
            var images: [Image] = []
            for (planned, image) in zip(session.plan.images, assembled) {
                try await inspect(image, planned, line)
                images.append(try keep(image, planned, references: isIndexed ? [] : tags))
                session.reporter.status(line, "writing image \(image.configuration.digest)", done: true)
            }
            let provenance = ImageProvenance(of: session, assembled, names: tags)
            let statements = try await statements(images, tags, line)
            let image =
                try isIndexed ? addIndex(images, assembled, tags, provenance, statements, line) : images[0]
            for tag in tags { session.reporter.status(line, "naming to \(tag)", done: true) }
            let writer = OutputWriter(
                store: session.store, image: image, tags: tags,
                trees: images.indices.map { place in
                    let platform = session.plan.images[place].platform.normalised()
                    return (platform, images[place], files(statements[place], provenance.predicates[place]))
                },
                time: session.sourceDateEpoch?.seconds ?? image.created?.seconds ?? 0)
            for output in session.request.outputs {
                if output.rewritesTimes, session.sourceDateEpoch == nil {
                    session.reporter.status(
                        line, "rewrite-timestamp: there is no SOURCE_DATE_EPOCH, times stay as they are", done: true)
                }
                try writer.write(output)
                session.reporter.status(line, writer.description(of: output), done: true)
            }
            return result(image, images, assembled, tags, provenance)
        }
    }

    private func keep(
        _ image: AssembledImage, _ planned: PlannedImage, references: [ImageReference]
    ) throws -> Image {
        try session.store.addImage(
            manifest: image.manifest, configuration: image.configuration,
            layers: session.stack(of: planned.target).layers, references: references)
    }

    /// Has an image looked at that has no name yet; one that does not pass is not kept, unless it was there before.
    private func inspect(_ image: AssembledImage, _ planned: PlannedImage, _ line: BuildVertex) async throws {
        guard let inspection = session.request.inspection else { return }
        let digest = "\(image.configuration.digest)"
        let wasThere = try session.store.image(named: digest) != nil
        let kept = try keep(image, planned, references: [])
        do { try await inspection(kept, session.store) } catch {
            if !wasThere { _ = try session.store.removeImage(named: digest) }
            throw error
        }
        session.reporter.status(line, "inspecting \(digest)", done: true)
    }

    /// What the names of the build stand for is an index.
    private var isIndexed: Bool { session.plan.images.count > 1 || isAttested }
    private var isAttested: Bool { session.request.provenance != nil || !session.request.statements.isEmpty }

    /// What is said of each image beside how it was made.
    private func statements(
        _ images: [Image], _ tags: [ImageReference], _ line: BuildVertex
    ) async throws -> [[(type: String, predicate: JSONValue)]] {
        var result: [[(type: String, predicate: JSONValue)]] = []
        for image in images {
            var own: [(type: String, predicate: JSONValue)] = []
            for statement in session.request.statements {
                own.append((statement.predicateType, try await statement.predicate(image, tags, session.store)))
                session.reporter.status(line, statement.title, done: true)
            }
            result.append(own)
        }
        return result
    }

    /// What is said of an image, as it goes into the tree of an output without an index.
    private func files(
        _ others: [(type: String, predicate: JSONValue)], _ predicate: JSONValue
    ) -> [AttestationFiles.Statement] {
        var result = zip(session.request.statements, others).map { statement, said in
            AttestationFiles.Statement(file: statement.file, type: said.type, predicate: said.predicate)
        }
        if let provenance = session.request.provenance, !provenance.isInlineOnly {
            result.append(
                AttestationFiles.Statement(
                    file: provenance.fileName, type: provenance.predicateType, predicate: predicate))
        }
        return result
    }

    private func addIndex(
        _ images: [Image], _ assembled: [AssembledImage], _ tags: [ImageReference], _ provenance: ImageProvenance,
        _ statements: [[(type: String, predicate: JSONValue)]], _ line: BuildVertex
    ) throws -> Image {
        let annotations = session.request.annotations
        let entries = zip(session.plan.images, assembled).map { planned, image in
            image.manifest.descriptor(
                platform: planned.platform.normalised(),
                annotations: annotations.values(.manifestDescriptor, for: planned.platform))
        }
        let attestations =
            isAttested
            ? provenance.attestations(of: entries, others: statements, isWanted: session.request.provenance != nil) : []
        for attestation in attestations {
            session.reporter.status(line, "exporting attestation manifest \(attestation.descriptor.digest)", done: true)
        }
        let document = IndexDocument(
            ImageIndex(
                manifests: entries + attestations.map(\.descriptor), annotations: annotations.values(.index)))
        let image = try session.store.addIndex(
            document, images: images, blobs: attestations.flatMap { $0.blobs.map(\.bytes) }, references: tags)
        session.reporter.status(line, "exporting manifest list \(document.digest)", done: true)
        return image
    }

    private func assemble(_ planned: PlannedImage) throws -> AssembledImage {
        var layers: [VertexID: LayerResult] = [:]
        for id in planned.image.layerVertices {
            guard let layer = session.result(of: id)?.own else { continue }
            layers[id] = LayerResult(diffID: layer.diffID, size: layer.tarSize, created: layer.created)
        }
        let annotations = session.request.annotations.values(.manifest, for: planned.platform)
        let image = try ImageAssembler(image: planned.image, annotations: annotations).assemble(
            layers: layers, fallbackCreated: created(planned.image))
        try ConfigurationSearch(session: session, base: planned.image.base).check(image)
        return try CacheExporter(session: session).inlining(image, of: planned)
    }

    /// The time of an image without a layer: when one like it was first built.
    private func created(_ image: ImagePlan) throws -> Timestamp {
        if image.base != nil || !image.layerVertices.isEmpty { return .epoch }
        let key = Digest.of("strata: created, of images without layers")
        if let known = try session.store.cacheRecord(for: key) { return known.created }
        let now = Timestamp.now()
        try session.store.addCacheRecord(
            CacheRecord(
                key: key, kind: CacheRecord.moment, step: "FROM scratch", parts: "{}", layer: nil, created: now,
                duration: 0))
        return now
    }

    private func result(
        _ image: Image, _ images: [Image], _ assembled: [AssembledImage], _ tags: [ImageReference],
        _ provenance: ImageProvenance
    ) -> BuildResult {
        let steps = session.plan.vertices.filter { if case .image = $0.operation { false } else { true } }
        let cached = steps.filter { session.result(of: $0.id)?.isCached == true }.count
        let own = images.firstIndex { $0.manifestDigest == image.manifestDigest } ?? 0
        return BuildResult(
            imageID: images.count > 1 ? image.index?.digest ?? image.id : image.id,
            manifestDescriptor: image.index ?? image.manifestDescriptor, isMultiplatform: images.count > 1,
            provenance: provenance.metadata,
            configuration: assembled[own].configuration.value, tags: tags, warnings: session.warnings,
            steps: (steps.count - cached, cached), session: session)
    }
}
