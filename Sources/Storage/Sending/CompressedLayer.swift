internal import LayerArchive
internal import LinuxSystem
public import OCI
internal import Synchronization

/// A layer that Strata made, on its way through the compressor: its bytes can be sent while they come, or lie in a file of a work
/// directory first.
///
/// The compressor makes the same bytes each time, so that what was sent halfway can be had again.
public final class CompressedLayer: Sendable {
    /// What it is before it is compressed.
    public var diffID: Digest { layer.diffID }
    /// How many bytes it has before it is compressed.
    public var size: Int64 { layer.tarSize }
    /// Whether its bytes can be had while they are made.
    public var isStreamed: Bool { !encoding.isChunked }
    /// How many of its own bytes the compressor has taken.
    public var taken: Int64 { count.withLock { $0 } }

    private enum State {
        case unknown
        /// Its bytes have gone by.
        case known(EncodedLayer)
        /// Its bytes lie in a file.
        case staged(StagedBlob)
    }

    let layer: Layer
    private let store: Store
    private let encoding: LayerEncoding
    private let work: WorkDirectory
    private let count = Mutex<Int64>(0)
    private let state = Mutex(State.unknown)

    init(_ layer: Layer, _ encoding: LayerEncoding, of store: Store, into work: WorkDirectory) {
        (self.layer, self.encoding, self.store, self.work) = (layer, encoding, store, work)
    }

    /// Compresses the layer into its file, on this thread to its end, and records what comes out. One call at a time.
    ///
    /// - Throws: `.noSpace`, `.corruptLayer`; `CancellationError`.
    public func compress() throws {
        if staged != nil { return }
        let made = try store.encode(layer, encoding, into: work) { [self] done in count.withLock { $0 = done } }
        state.withLock { $0 = .staged(made) }
    }

    /// Begins the compressed bytes anew: a function that fills a buffer and says with how many of them, 0 at the end.
    ///
    /// They come out of the file, where they are in one; else a thread makes them, and waits where it is ahead by more than a few
    /// MiB. When the end has come, what they are is recorded; nobody has to read so far.
    ///
    /// - Throws: `.missingBlob`; where the bytes are read what `compress` throws.
    public func open() throws -> (UnsafeMutableRawBufferPointer) throws -> Int {
        if let staged {
            let source = FileSource(try store.directory.openFile(Array(staged.name.utf8)))
            return { try source.read(into: $0) }
        }
        return ByteChannel.reading { [self] sink in
            let made = try store.encodeAndRecord(
                layer, encoding, to: sink, progress: { [self] done in count.withLock { $0 = done } },
                restart: { preconditionFailure("what may have to begin anew is not streamed") })
            state.withLock { if case .unknown = $0 { $0 = .known(made) } }
        }
    }

    /// What comes out. Where no reader has come to the end, the layer is compressed into its file.
    ///
    /// - Throws: what `compress` throws.
    public func descriptor() throws -> Descriptor {
        if case .unknown = state.withLock({ $0 }) { try compress() }
        let (digest, size) =
            switch state.withLock({ $0 }) {
            case .known(let made): (made.digest, made.size)
            case .staged(let blob): (blob.digest, blob.size)
            case .unknown: preconditionFailure("what is compressed is known")
            }
        return Descriptor(mediaType: encoding.compression.ociMediaType, digest: digest, size: size)
    }

    /// Its file, where it is in one.
    var staged: StagedBlob? {
        guard case .staged(let blob) = state.withLock({ $0 }) else { return nil }
        return blob
    }
}
