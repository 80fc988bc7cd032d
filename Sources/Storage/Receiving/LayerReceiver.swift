internal import LayerArchive
internal import LinuxSystem
internal import OCI
internal import SystemPackage

/// Brings one layer into the store: its blob is written, hashed and unpacked while it comes.
struct LayerReceiver: Sendable {
    let store: Store
    let layer: IncomingLayer
    let provider: BlobProvider
    let sparesBlobs: Bool
    let progress: @Sendable (Descriptor, LayerProgress) -> Void

    private var blob: Descriptor { layer.blob }

    /// The layer; `nil` where it depends on the layers below it and `parents` is `nil`: its blob is kept for the next call.
    func receive(above parents: [Layer]?) async throws -> Layer? {
        if let known = try present() { return known }
        let lock: StepLock
        if let free = try store.lockBlobIfFree(blob.digest) {
            lock = free
        } else {
            progress(blob, .waiting)
            lock = try store.lockBlob(blob.digest) { progress(blob, .waitingFor(process: $0)) }
        }
        defer { lock.release() }
        // Whoever had the lock has brought it, most likely.
        if let known = try present() { return known }
        DebugLog.note("store", "receiving the blob \(blob.digest)")
        guard let made = try await bring(above: parents) else { return nil }
        progress(blob, .complete)
        return made
    }

    private func present() throws -> Layer? {
        guard let known = try store.known(layer, sparesBlobs: sparesBlobs) else { return nil }
        DebugLog.note("store", "layer \(known.id.name) is there: \(layer.diffID)")
        progress(blob, .existing)
        return known
    }

    private func bring(above parents: [Layer]?) async throws -> Layer? {
        // The second call of a layer that depends on what is below it needs all of the blob.
        if parents?.isEmpty != false {
            let chunked = ChunkedReceiver(store: store, layer: layer, provider: provider, progress: progress)
            if let made = try await receive(chunked) { return made }
        }
        var isBegunAnew = false
        while true {
            let kept: Int64
            switch try await attempt(above: parents) {
            case .made(let layer): return layer
            case .damaged(let count): kept = count
            }
            // What was kept of an earlier call may be damaged, by a power cut for one. Then all of it comes again.
            if kept > 0, !isBegunAnew {
                isBegunAnew = true
                DebugLog.note("store", "the blob \(blob.digest) is received again from its beginning")
                continue
            }
            let wrong = provider.refuse?(blob) ?? WrongBytes()
            if wrong.isOtherLeft {
                DebugLog.note(
                    "store", "what came of the blob \(blob.digest)\(wrong.origin) is wrong: it is asked for elsewhere")
                continue
            }
            throw StorageError(
                .corruptBlob, "the bytes of the blob \(blob.digest) that came\(wrong.origin) do not have that digest",
                hint: "get the image again; if it stays so, it is broken where it comes from")
        }
    }

    /// By files. Wrong parts are asked for elsewhere: where the registry's own are no better, it is the layer that is wrong.
    private func receive(_ chunked: ChunkedReceiver) async throws -> Layer? {
        while true {
            do { return try await chunked.receive() } catch
                where ChunkedReceiver.isOfBytes(error) && provider.refuse?(blob).isOtherLeft == true
            {
                DebugLog.note(
                    "store", "parts of the blob \(blob.digest) are wrong: they are asked for elsewhere: \(error)")
            }
        }
    }

    private enum Outcome {
        /// The layer; `nil` where its parents are needed.
        case made(Layer?)
        /// The bytes are not the blob; so many of them were there before.
        case damaged(kept: Int64)
    }

    /// What unpacking led to.
    private enum Unpacked: Sendable {
        /// With its files, where an update of it may come by files.
        case applied(AppliedLayer, HashedFiles?)
        case refused(LayerArchiveError)
    }

    private func attempt(above parents: [Layer]?) async throws -> Outcome {
        let work = try store.makeWorkDirectory()
        defer { work.remove() }
        let partial = try PartialBlob(blob, in: store.directory)
        let (writer, reader) = ByteChannel.make()
        let source = SingleUse(reader)
        async let unpacking = unpack(source, into: work, above: parents)
        let kept: Int64
        do {
            kept = try await transfer(partial, to: writer)
            try writer.finish()
        } catch {
            writer.fail(error)
            _ = try? await unpacking  // it ends with the same error, or with one that came of it
            throw error
        }
        let unpacked = try await unpacking
        guard partial.isWhole() else {
            try partial.remove()
            return .damaged(kept: kept)
        }
        progress(blob, .received)
        return .made(try keep(unpacked, partial, work, above: parents))
    }

    /// Writes the blob; hands its bytes on as long as somebody unpacks them. How many of them were there before.
    private func transfer(_ partial: PartialBlob, to writer: ByteChannel.Writer) async throws -> Int64 {
        try partial.readKept { try writer.write($0) }
        let kept = partial.count
        if kept == blob.size { return kept }
        var shown = kept
        progress(blob, .receiving(shown))
        do {
            try await provider.fetch(blob, kept) { bytes in
                try partial.append(bytes)
                try writer.write(bytes)
                if partial.count - shown >= 512 << 10 {
                    shown = partial.count
                    progress(blob, .receiving(shown))
                }
            }
        } catch {
            try? partial.write()  // the next call goes on behind it; that there is less is no harm
            if partial.count == 0 { try? partial.remove() }
            throw error
        }
        try partial.write()
        return kept
    }

    private func unpack(
        _ source: SingleUse<ByteChannel.Reader>, into work: WorkDirectory, above parents: [Layer]?
    ) async throws -> Unpacked {
        let reader = source.take()
        // The other side must not wait for this one, whatever becomes of it.
        defer { reader.abandon() }
        var applier = LayerApplier(into: try DirectoryHandle.open(work.upper))
        let view = try parents.flatMap { try store.view(of: $0) }
        applier.base = try view?.root()
        var hashed: HashedFiles?
        if ChunkedLayout(blob) != nil || StargzFormat.table(of: blob) != nil {
            // What is hashed on the way need not be read again when an update comes.
            hashed = HashedFiles(in: try store.scratchFile("hashed", in: work))
            applier.sawFile = { try hashed?.add($0, $1) }
        }
        do {
            let applied = try whileDoing("unpacking the layer \(blob.digest)") {
                try applier.apply(DecompressingSource(reader))
            }
            try hashed?.finish()
            return .applied(applied, hashed)
        } catch let error as LayerArchiveError {
            // Damaged bytes may be the reason: the digest tells.
            return .refused(error)
        } catch {
            reader.fail(error)
            throw error
        }
    }

    /// Takes a layer whose blob is right into the store.
    private func keep(
        _ unpacked: Unpacked, _ partial: PartialBlob, _ work: WorkDirectory, above parents: [Layer]?
    ) throws -> Layer? {
        let (applied, hashed): (AppliedLayer, HashedFiles?)
        switch unpacked {
        case .applied(let layer, let files): (applied, hashed) = (layer, files)
        case .refused(let error):
            // A hard link to what is below, perhaps.
            if parents == nil { return nil }
            try partial.remove()
            throw error
        }
        guard applied.summary.diffID == layer.diffID else {
            try partial.remove()
            throw StorageError(
                .corruptBlob,
                "the layer \(blob.digest) unpacks to \(applied.summary.diffID); the configuration says \(layer.diffID)",
                hint: "the image is inconsistent: get it again from where it was made")
        }
        if applied.dependsOnBase, parents == nil { return nil }
        var new = NewLayer(summary: applied.summary, mtimeRule: .all, created: layer.created, cutOff: false)
        new.isCanonical = applied.isCanonical
        if blob.digest != layer.diffID || !applied.isCanonical {
            (new.blob, new.staged) = (blob, partial.staged)
        }
        if let facts = applied.baseFacts, let parents {
            new.variant = (VariantRecord.parents(parents), facts)
        }
        let result = try store.commit(new, from: work).layer
        if let hashed { try store.remember(hashed, of: result) }
        // It is still there where the store makes the archive itself, or had the blob.
        try partial.remove()
        return result
    }
}

/// Something that is handed to one task, which takes it once.
final class SingleUse<Value>: @unchecked Sendable {
    // Unchecked: it is set before the task begins, and read by that task alone.
    private var value: Value?

    init(_ value: Value) { self.value = value }

    func take() -> Value {
        guard let value = value.take() else { preconditionFailure("it is taken once") }
        return value
    }
}
