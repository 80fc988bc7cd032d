public import LayerArchive
internal import LinuxSystem
public import OCI

extension Store {
    /// Makes an image ready to be sent under a name: with the index that the name stands for, or alone.
    ///
    /// Layers that Strata made are compressed, two at once; what comes out is recorded, so that the next time only the digest
    /// is needed. Everything else goes as it came.
    ///
    /// - Parameters:
    ///   - isAlone: The image goes without its index.
    ///   - progress: Called with the diff-id of a layer that is about to be compressed.
    /// - Throws: `.noSpace`, `.missingBlob`, `.corruptLayer`.
    public func outgoing(
        _ image: Image, named reference: ImageReference, encoding: LayerEncoding, isAlone: Bool = false,
        progress: @escaping @Sendable (Digest) -> Void = { _ in }
    ) async throws -> OutgoingImage {
        try beginSession()
        let image = isAlone ? image.alone : image
        let form = LayerForm.own(encoding)
        let unknown = try layersToEncode(image, reference, encoding)
        let work = unknown.isEmpty ? nil : try makeWorkDirectory()
        let prepared = try await encode(unknown, encoding, into: work, progress)
        let plan = try ExportPlan([(image, [reference])], form, ManifestForm(), in: self, prepared: prepared) {
            preconditionFailure("all layers are prepared")
        }
        guard let item = plan.items.first else { preconditionFailure("one image is one item") }
        return outgoing(plan, item, work)
    }

    private func layersToEncode(
        _ image: Image, _ reference: ImageReference, _ encoding: LayerEncoding
    ) throws -> [Layer] {
        let index = try ExportPlan.index(of: image, named: reference).map { try self.index($0) }
        var result: [Layer] = []
        for member in index?.images ?? [image] {
            let blobs = try manifest(of: member).value.layers
            for (layer, blob) in zip(try layers(of: member), blobs)
            where blob.digest == layer.diffID && layer.isCanonical && !result.contains(where: { $0.id == layer.id }) {
                if try encodedLayer(layer, encoding) == nil { result.append(layer) }
            }
        }
        return result
    }

    private func encode(
        _ layers: [Layer], _ encoding: LayerEncoding, into work: WorkDirectory?,
        _ progress: @escaping @Sendable (Digest) -> Void
    ) async throws -> [Digest: StagedBlob] {
        guard let work else { return [:] }
        return try await withThrowingTaskGroup(of: (Digest, StagedBlob).self) { group in
            var result: [Digest: StagedBlob] = [:]
            for (number, layer) in layers.enumerated() {
                if number >= 2, let (diffID, blob) = try await group.next() { result[diffID] = blob }
                group.addTask {
                    try Cancellation.check()
                    progress(layer.diffID)
                    return (layer.diffID, try self.encode(layer, encoding, into: work))
                }
            }
            for try await (diffID, blob) in group { result[diffID] = blob }
            return result
        }
    }

    private func outgoing(_ plan: ExportPlan, _ item: ExportPlan.Item, _ work: WorkDirectory?) -> OutgoingImage {
        var documents: [OutgoingImage.Blob] = []
        var manifests: [(bytes: [UInt8], descriptor: Descriptor)] = []
        for blob in plan.documents {
            guard case .bytes(let bytes) = blob.content else { continue }
            if blob.descriptor.mediaType.isManifest || blob.descriptor.mediaType.isIndex {
                manifests.append((bytes, blob.descriptor))
            } else {
                documents.append(.init(descriptor: blob.descriptor, content: blob.content, store: self))
            }
        }
        // An index names what stands beside it.
        manifests =
            manifests.filter { !$0.descriptor.mediaType.isIndex } + manifests.filter { $0.descriptor.mediaType.isIndex }
        let known = Set(manifests.map(\.descriptor.digest))
        let top = manifests.last { $0.descriptor.digest == item.descriptor.digest }
        let index = top.flatMap { item.descriptor.mediaType.isIndex ? try? IndexDocument(bytes: $0.bytes) : nil }
        return OutgoingImage(
            layers: plan.layers.map { .init(descriptor: $0.descriptor, content: $0.content, store: self) },
            documents: documents, manifests: manifests,
            absent: index?.value.manifests.filter { !known.contains($0.digest) } ?? [], descriptor: item.descriptor,
            work: work)
    }
}
