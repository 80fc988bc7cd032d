internal import LayerArchive
internal import LinuxSystem
public import OCI
internal import Synchronization

/// A layer that Strata made, on its way through the compressor into a file of a work directory: its bytes can be sent while they
/// come, and sent again.
public final class CompressedLayer: Sendable {
    /// What it is before it is compressed.
    public var diffID: Digest { layer.diffID }
    /// How many bytes it has before it is compressed.
    public var size: Int64 { layer.tarSize }
    /// Whether its bytes can be had while they are made.
    public var isStreamed: Bool { !encoding.isChunked }
    /// How many of its own bytes the compressor has taken.
    public var taken: Int64 { count.withLock { $0 } }

    let layer: Layer
    private let store: Store
    private let encoding: LayerEncoding
    private let place: String
    private let file: GrowingFile
    private let count = Mutex<Int64>(0)
    private let made = Mutex<StagedBlob?>(nil)

    init(_ layer: Layer, _ encoding: LayerEncoding, of store: Store, into work: WorkDirectory) throws {
        (self.layer, self.encoding, self.store) = (layer, encoding, store)
        place = Store.encodedName(layer, encoding, in: work)
        let name = Array(place.utf8)
        file = try whileDoing("compressing layer \(layer.diffID)") {
            GrowingFile(
                try store.directory.openFile(name, OpenFlags.newReadableFile, mode: 0o644), isHeld: encoding.isChunked)
        }
    }

    /// Compresses the layer, on this thread to its end, and records what comes out. To be called once: whoever reads waits for it.
    ///
    /// - Throws: `.noSpace`, `.corruptLayer`; `CancellationError`. Readers get the same error.
    public func compress() throws {
        do {
            let made = try whileDoing("compressing layer \(layer.diffID)") {
                try store.encode(layer, encoding, to: file, progress: { [self] done in count.withLock { $0 = done } }) {
                    try file.restart()
                    return file
                }
            }
            try store.record(made, of: layer, encoding)
            self.made.withLock {
                $0 = StagedBlob(
                    digest: made.digest, size: made.size, name: place, annotations: made.annotations)
            }
            file.finish()
        } catch {
            file.fail(error)
            throw error
        }
    }

    /// Begins the compressed bytes anew: a function that fills a buffer and says with how many of them, 0 at the end. It waits for
    /// bytes that are not made yet.
    public func open() -> (UnsafeMutableRawBufferPointer) throws -> Int {
        var offset: Int64 = 0
        return { [file] buffer in
            let count = try file.read(into: buffer, at: offset)
            offset += Int64(count)
            return count
        }
    }

    /// What came out; waits for the end of the compression.
    ///
    /// - Throws: what `compress` throws.
    public func descriptor() throws -> Descriptor {
        let made = try staged()
        return Descriptor(mediaType: encoding.compression.ociMediaType, digest: made.digest, size: made.size)
    }

    func staged() throws -> StagedBlob {
        try file.waitForEnd()
        guard let made = made.withLock({ $0 }) else { preconditionFailure("what ended well has a result") }
        return made
    }
}
