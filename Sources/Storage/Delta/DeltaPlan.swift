internal import LayerArchive
internal import LinuxSystem
internal import OCI

/// What a delta left out.
public struct DeltaReport: Hashable, Sendable {
    /// Layers of the images, each counted once.
    public internal(set) var layers = 0
    /// Of these, how many the other side has.
    public internal(set) var absentLayers = 0
    /// Files of the other layers whose bytes the other side has.
    public internal(set) var absentFiles = 0
    /// Bytes of blobs that a whole archive would have.
    public internal(set) var wholeBytes: Int64 = 0
    /// Bytes of blobs that the delta has.
    public internal(set) var deltaBytes: Int64 = 0
}

/// Decides what of some images goes into a delta, and makes the deltas of layers in a work directory.
struct DeltaPlan {
    /// Smaller files cost less than to say where they are.
    private static let smallest: Int64 = 256

    /// The blobs that are written as they are.
    private(set) var blobs: [ExportPlan.Blob] = []
    private(set) var document = DeltaDocument()
    private(set) var report = DeltaReport()

    private let store: Store
    private let work: WorkDirectory

    init(_ plan: ExportPlan, since origins: [DeltaOrigin], in store: Store, work: WorkDirectory) throws {
        (self.store, self.work) = (store, work)
        document.since = origins.map(\.name)
        let base = try DeltaBase(origins, in: store, work: work)
        var own: [(layer: Layer, blob: ExportPlan.Blob)] = []
        var shipped = ShippedLayers(plan.stacks, in: store)
        for blob in plan.blobs {
            report.wholeBytes += blob.descriptor.size
            guard case .layer(let layer) = blob.content else {
                blobs.append(blob)
                report.deltaBytes += blob.descriptor.size
                continue
            }
            report.layers += 1
            if base.has(layer, as: blob.descriptor.digest) {
                report.absentLayers += 1
                document.absent.append(
                    DeltaDocument.Absent(digest: blob.descriptor.digest, diffID: layer.diffID))
                continue
            }
            shipped.layers.insert(layer.diffID)
            if blob.descriptor.digest == layer.diffID {
                own.append((layer, blob))
            } else {
                // Nobody can make the very bytes of somebody else's compression again.
                addWhole(blob)
            }
        }
        try add(own, base, shipped)
    }

    private mutating func addWhole(_ blob: ExportPlan.Blob) {
        blobs.append(blob)
        report.deltaBytes += blob.descriptor.size
    }

    private mutating func add(
        _ own: [(layer: Layer, blob: ExportPlan.Blob)], _ base: DeltaBase, _ shipped: ShippedLayers
    ) throws {
        var shipped = shipped
        var ofOwn: [Digest: Set<Int64>] = [:]
        for (layer, _) in own { ofOwn[layer.diffID] = try sizes(of: layer) }
        // In how many layers there are files of a size.
        let all = ofOwn.values.reduce(into: [Int64: Int]()) { counts, sizes in
            for size in sizes { counts[size, default: 0] += 1 }
        }
        let known = all.isEmpty ? [:] : try base.files { all[$0] != nil }
        for (layer, blob) in own {
            try Cancellation.check()
            // What the layers below it bring along is there as well, when this one is put together.
            let brought = try shipped.files(below: layer) { lower, size in
                all[size, default: 0] > (ofOwn[lower]?.contains(size) == true ? 1 : 0)
            }
            let places = known.merging(brought) { first, _ in first }
            let files = places.isEmpty ? [] : try files(of: layer) { ofOwn[layer.diffID]?.contains($0) == true }
            try add(layer, blob, files.filter { places[$0.digest] != nil }, places)
        }
    }

    /// The sizes of the files that are worth looking for elsewhere.
    private func sizes(of layer: Layer) throws -> Set<Int64> {
        var sizes: Set<Int64> = []
        _ = try files(of: layer) { size in
            if size >= Self.smallest { sizes.insert(size) }
            return false
        }
        return sizes
    }

    /// Makes the delta of a layer; the layer goes out whole where that is no longer.
    private mutating func add(
        _ layer: Layer, _ blob: ExportPlan.Blob, _ files: [LayerFile],
        _ known: [Digest: (diffID: Digest, path: [UInt8])]
    ) throws {
        var sources: [Digest] = []
        var copies: [LayerDelta.Copy] = []
        for file in files.sorted(by: { $0.offset < $1.offset }) {
            guard let source = known[file.digest] else { continue }
            let number = sources.firstIndex(of: source.diffID) ?? sources.count
            if number == sources.count { sources.append(source.diffID) }
            copies.append(LayerDelta.Copy(range: file.range, layer: number, path: source.path))
        }
        let place = "\(work.name)/delta-\(layer.diffID.hex)"
        let made = try whileDoing("making the delta of layer \(layer.diffID)") {
            let file = try store.directory.openFile(Array(place.utf8), OpenFlags.newFile, mode: 0o644)
            let digesting = DigestingSink(FileSink(file))
            guard let encoder = try LayerEncoding(.zstd).sink(to: digesting) else {
                preconditionFailure("zstd has a sink")
            }
            let sink = DeltaSink(to: encoder, leavingOut: copies)
            try store.writeLayer(layer, as: blob.descriptor, to: sink)
            try sink.finish()
            try encoder.finish()
            let size = digesting.count
            return StagedBlob(digest: digesting.finalize(), size: size, name: place)
        }
        if made.size >= blob.descriptor.size { return addWhole(blob) }
        let descriptor = Descriptor(mediaType: DeltaDocument.mediaType, digest: made.digest, size: made.size)
        addWhole(ExportPlan.Blob(descriptor: descriptor, content: .staged(made, layer)))
        report.absentFiles += copies.count
        document.parts.append(
            DeltaDocument.Part(digest: blob.descriptor.digest, delta: descriptor, sources: sources))
    }

    /// The files of a layer, where its own archive has them.
    private func files(of layer: Layer, where isWanted: (Int64) -> Bool) throws -> [LayerFile] {
        if layer.isCanonical { return try store.files(of: layer, where: isWanted) }
        return try whileDoing("reading the blob \(layer.diffID)") {
            let file = try store.directory.openFile(Store.blobName(layer.diffID))
            let source = FileRangeSource(file, offset: 0, count: try file.status().size)
            return try ArchivedFiles.list(in: source, where: isWanted)
        }
    }
}
