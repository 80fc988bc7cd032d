internal import LayerArchive
internal import LinuxSystem
internal import OCI
internal import SystemPackage

/// Makes layers of blobs: verified, unpacked above what lies below, and kept with or without the blob.
struct LayerUnpacker {
    let store: Store
    let supply: BlobSupply
    let limits: ArchiveLimits

    /// The layer of a blob; one that the store has is used as it is, once the blob is verified.
    ///
    /// - Throws: `.corruptBlob`, `.missingBlob`; `LayerArchiveError` for an archive that cannot be unpacked.
    func layer(_ blob: Descriptor, diffID: Digest, created: Timestamp, above parents: [Layer]) throws -> Layer {
        if let known = try store.layer(diffID: diffID), try store.hasDirectory(known.id),
            blob.digest == diffID || known.descriptor.digest == blob.digest
        {
            return known
        }
        let work = try store.makeWorkDirectory()
        let (applied, blobDigest, staged) = try unpack(blob, into: work, above: parents)
        if blobDigest != blob.digest { throw BlobSupply.corrupt(blob.digest) }
        if applied.summary.diffID != diffID {
            throw StorageError(
                .corruptBlob,
                "the layer \(blob.digest) unpacks to \(applied.summary.diffID); the configuration says \(diffID)",
                hint: "the image is inconsistent: get it again from where it was made")
        }
        var new = NewLayer(summary: applied.summary, mtimeRule: .all, created: created, cutOff: false)
        new.isCanonical = try blob.digest == diffID && isCanonical(applied, in: work)
        if !new.isCanonical {
            new.blob = blob
            new.staged = staged
        }
        if let facts = applied.baseFacts, applied.dependsOnBase {
            new.variant = (VariantRecord.parents(parents), facts)
        }
        return try store.commit(new, from: work).layer
    }

    /// Unpacks a blob while its digest is computed; where the file is not ours, its bytes are kept as they pass.
    private func unpack(
        _ blob: Descriptor, into work: WorkDirectory, above parents: [Layer]
    ) throws -> (AppliedLayer, Digest, StagedBlob) {
        let view = try store.view(of: parents)
        var applier = LayerApplier(into: try DirectoryHandle.open(work.upper))
        applier.limits = limits
        applier.base = try view?.root()
        let file = FileSource(try supply.open(blob.digest, in: store))
        let owned = supply.owned(blob.digest)
        let place = "\(work.name)/blob"
        let source: DigestingSource
        if owned != nil {
            source = DigestingSource(file)
        } else {
            let copy = try store.directory.openFile(Array(place.utf8), OpenFlags.newFile, mode: 0o644)
            source = DigestingSource(CopyingSource(file, to: FileSink(copy)))
        }
        let applied: AppliedLayer
        do {
            applied = try whileDoing("unpacking the layer \(blob.digest)") {
                try applier.apply(DecompressingSource(source))
            }
        } catch let error as LayerArchiveError {
            // Damaged bytes are the reason, not what they happen to look like.
            throw try source.finalize() == blob.digest ? error : BlobSupply.corrupt(blob.digest)
        }
        let digest = try source.finalize()
        return (applied, digest, owned ?? StagedBlob(digest: digest, size: source.count, name: place))
    }

    /// Whether the directory, archived again, gives the very archive that came.
    private func isCanonical(_ applied: AppliedLayer, in work: WorkDirectory) throws -> Bool {
        if applied.dependsOnBase { return false }
        var capture = LayerCapture(of: try DirectoryHandle.open(work.upper))
        if let root = applied.summary.rootMetadata { capture.root = .entry(root) }
        return try capture.capture().diffID == applied.summary.diffID
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
