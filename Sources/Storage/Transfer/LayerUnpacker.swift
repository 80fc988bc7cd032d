internal import LayerArchive
internal import LinuxSystem
internal import OCI
internal import SystemPackage

/// Makes layers of blobs: verified, unpacked above what lies below, and kept with or without the blob.
struct LayerUnpacker {
    let store: Store
    let supply: BlobSupply
    let limits: ArchiveLimits

    /// The layers of an image, bottom first.
    ///
    /// - Throws: as `layer(_:diffID:created:above:)`.
    func layers(of image: LoadableImage) throws -> [Layer] {
        var layers: [Layer] = []
        let times = image.layerTimes
        for (index, blob) in image.manifest.value.layers.enumerated() {
            try Cancellation.check()
            let diffID = image.configuration.value.diffIDs[index]
            layers.append(try layer(blob, diffID: diffID, created: times[index], above: layers))
        }
        return layers
    }

    /// The layer of a blob; one that the store has of that digest is used as it is, and the blob is not read.
    ///
    /// - Throws: `.corruptBlob`, `.missingBlob`; `LayerArchiveError` for an archive that cannot be unpacked.
    func layer(_ blob: Descriptor, diffID: Digest, created: Timestamp, above parents: [Layer]) throws -> Layer {
        // A blob that was damaged or lost is replaced by the one that has come.
        if let known = try store.layer(of: blob, diffID: diffID),
            try !supply.has(blob.digest) || !store.hasLostBlob(known)
        {
            DebugLog.note("store", "layer \(known.id.name) is there: \(diffID)")
            return known
        }
        DebugLog.note("store", "unpacking the blob \(blob.digest)")
        let work = try store.makeWorkDirectory()
        let applied = try unpack(blob, into: work, above: parents)
        if applied.summary.diffID != diffID {
            throw StorageError(
                .corruptBlob,
                "the layer \(blob.digest) unpacks to \(applied.summary.diffID); the configuration says \(diffID)",
                hint: "the image is inconsistent: get it again from where it was made")
        }
        var new = NewLayer(summary: applied.summary, mtimeRule: .all, created: created, cutOff: false)
        new.isCanonical = applied.isCanonical
        if blob.digest != diffID || !applied.isCanonical {
            new.blob = blob
            new.staged = try supply.owned(blob.digest) ?? copied(blob, into: work)
        }
        if let facts = applied.baseFacts, applied.dependsOnBase {
            new.variant = (VariantRecord.parents(parents), facts)
        }
        return try store.commit(new, from: work).layer
    }

    /// Unpacks a blob while its digest is computed. One that is to be kept and is not ours is copied as it passes.
    private func unpack(
        _ blob: Descriptor, into work: WorkDirectory, above parents: [Layer]
    ) throws -> AppliedLayer {
        let view = try store.view(of: parents)
        var applier = LayerApplier(into: try DirectoryHandle.open(work.upper))
        applier.limits = limits
        applier.base = try view?.root()
        let isPlain = try DecompressingSource(supply.open(blob.digest)).compression == .none
        let isKept = try !isPlain || !LayerApplier.beginsCanonically(supply.open(blob.digest))
        var bytes = try supply.open(blob.digest)
        if isKept, supply.owned(blob.digest) == nil {
            bytes = CopyingSource(bytes, to: FileSink(try create(Self.copy(in: work))))
        }
        // What is not compressed gets its digest from being unpacked.
        let source = isPlain ? nil : DigestingSource(bytes)
        let applied: AppliedLayer
        do {
            applied = try whileDoing("unpacking the layer \(blob.digest)") {
                try applier.apply(DecompressingSource(source ?? bytes))
            }
        } catch let error as LayerArchiveError {
            // Damaged bytes are the reason, not what they happen to look like.
            if try DigestingSource(supply.open(blob.digest)).finalize() == blob.digest { throw error }
            throw BlobSupply.corrupt(blob.digest)
        }
        guard try (source?.finalize() ?? applied.summary.diffID) == blob.digest else {
            throw BlobSupply.corrupt(blob.digest)
        }
        try BlobSupply.checkSize(source?.count ?? applied.summary.tarSize, of: blob)
        return applied
    }

    private static func copy(in work: WorkDirectory) -> String { "\(work.name)/blob" }

    private func create(_ name: String) throws -> FileHandle {
        try whileDoing("writing a blob") {
            try store.directory.openFile(Array(name.utf8), OpenFlags.newFile, mode: 0o644)
        }
    }

    /// The blob in the work directory: as it passed while it was unpacked, else copied and verified now.
    private func copied(_ blob: Descriptor, into work: WorkDirectory) throws -> StagedBlob {
        let name = Self.copy(in: work)
        if try store.directory.statusIfPresent(of: Array(name.utf8)) == nil {
            let file = try create(name)
            let source = DigestingSource(try supply.open(blob.digest))
            try whileDoing("copying the layer \(blob.digest)") { _ = try source.copy(to: FileSink(file)) }
            if try source.finalize() != blob.digest { throw BlobSupply.corrupt(blob.digest) }
        }
        return StagedBlob(digest: blob.digest, size: blob.size, name: name)
    }
}

/// Passes bytes on and writes them to a sink as well.
private final class CopyingSource: ByteSource {
    private let next: any ByteSource
    private let sink: any ByteSink

    init(_ next: any ByteSource, to sink: any ByteSink) {
        self.next = next
        self.sink = sink
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = try next.read(into: buffer)
        try sink.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        return count
    }
}

extension Store {
    /// The layer that a blob need not be unpacked for; `nil` where there is none, or it came as another blob.
    ///
    /// The tar that Strata makes of a layer is as good as the layer's own blob.
    func layer(of blob: Descriptor, diffID: Digest) throws -> Layer? {
        guard let known = try layer(diffID: diffID), try hasDirectory(known.id),
            known.descriptor.digest == blob.digest || known.isMade(as: blob.digest)
        else { return nil }
        return known
    }

    /// A read-only view of some layers, bottom first; `nil` of none.
    func view(of layers: [Layer]) throws -> DetachedMount? {
        if layers.isEmpty { return nil }
        return try view(of: stack(of: layers))
    }

    /// A read-only view of a stack.
    func view(of stack: LayerStack) throws -> DetachedMount {
        let empty = layersDirectory.appending(LayerID(rawValue: 0).name)
        return try OverlayMount.make(lowers: stack.lowerDirectories, empty: empty)
    }
}
