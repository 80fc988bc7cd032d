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
        var shipped = ShippedLayers(plan.stacks, in: store, work: work)
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
        let known = all.isEmpty ? [] : [try base.files(in: work) { all[$0] != nil }.reader()]
        for (layer, blob) in own {
            try Cancellation.check()
            // What the layers below it bring along is there as well, when this one is put together.
            let brought = try shipped.files(below: layer) { lower, size in
                all[size, default: 0] > (ofOwn[lower]?.contains(size) == true ? 1 : 0)
            }
            let places = (known + brought).filter { !$0.isEmpty }
            var copies = CopyList(in: try store.scratchFile("copies-\(layer.diffID.hex)", in: work))
            let sizes = ofOwn[layer.diffID] ?? []
            // Where nothing is known, no file is hashed.
            try forEachFile(of: layer, where: { !places.isEmpty && sizes.contains($0) }) { file in
                for files in places {
                    if let place = try files.first(file.digest) { return try copies.add(file, place) }
                }
            }
            try copies.finish()
            try add(layer, blob, copies)
        }
    }

    /// The sizes of the files that are worth looking for elsewhere.
    private func sizes(of layer: Layer) throws -> Set<Int64> {
        var sizes: Set<Int64> = []
        let note = { (size: Int64) in
            if size >= Self.smallest { sizes.insert(size) }
            return false
        }
        try forEachFile(of: layer, where: note) { _ in }
        return sizes
    }

    /// Makes the delta of a layer; the layer goes out whole where that is no longer.
    private mutating func add(_ layer: Layer, _ blob: ExportPlan.Blob, _ copies: CopyList) throws {
        let place = "\(work.name)/delta-\(layer.diffID.hex)"
        let made = try whileDoing("making the delta of layer \(layer.diffID)") {
            let file = try store.directory.openFile(Array(place.utf8), OpenFlags.newFile, mode: 0o644)
            let digesting = DigestingSink(FileSink(file))
            guard let encoder = try LayerEncoding(.zstd).sink(to: digesting) else {
                preconditionFailure("zstd has a sink")
            }
            let sink = DeltaSink(to: encoder, leavingOut: copies.reader())
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
            DeltaDocument.Part(digest: blob.descriptor.digest, delta: descriptor, sources: copies.layers))
    }

    /// Goes through the files of a layer, where its own archive has them, in the order of that.
    private func forEachFile(
        of layer: Layer, where isWanted: (Int64) -> Bool, _ body: (LayerFile) throws -> Void
    ) throws {
        if layer.isCanonical { return try store.forEachFile(of: layer, where: isWanted, body) }
        try whileDoing("reading the blob \(layer.diffID)") {
            let file = try store.directory.openFile(Store.blobName(layer.diffID))
            let source = FileRangeSource(file, offset: 0, count: try file.status().size)
            let files = try ArchivedFiles.list(in: source, where: isWanted)
            for file in files.sorted(by: { $0.offset < $1.offset }) { try body(file) }
        }
    }
}
