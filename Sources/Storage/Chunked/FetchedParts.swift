internal import LayerArchive
internal import LinuxSystem
internal import OCI
internal import Synchronization

/// The parts of a blob that were loaded, in a file with holes.
final class FetchedParts: Sendable {
    /// The other side gives whole blobs only.
    struct NoParts: Error {}

    /// So many parts come at once.
    private static let atOnce = 4

    private let blob: Descriptor
    private let file: FileHandle
    private let part: BlobProvider.Part
    private let progress: @Sendable (Descriptor, LayerProgress) -> Void
    private let state = Mutex(State())

    private struct State {
        var count: Int64 = 0
        var shown: Int64 = 0
        var parts = RangeSet<Int64>()
    }

    init(
        _ blob: Descriptor, in work: WorkDirectory, of store: Store, by part: @escaping BlobProvider.Part,
        _ progress: @escaping @Sendable (Descriptor, LayerProgress) -> Void
    ) throws {
        (self.blob, self.part, self.progress) = (blob, part, progress)
        file = try whileDoing("writing parts of the blob \(blob.digest)") {
            try store.directory.openFile(Array("\(work.name)/parts".utf8), OpenFlags.newReadableFile, mode: 0o600)
        }
    }

    /// How many bytes have come.
    var count: Int64 { state.withLock { $0.count } }

    /// Loads a part into memory.
    func bytes(_ range: Range<Int64>) async throws -> [UInt8] {
        try await fetch([range])
        return try whileDoing("reading parts of the blob \(blob.digest)") {
            try file.read(upTo: range.count, at: range.lowerBound)
        }
    }

    /// Loads parts, several at once.
    func fetch(_ ranges: [Range<Int64>]) async throws {
        try await ranges.forEach(atOnce: Self.atOnce) { try await self.fetch($0) }
    }

    private func fetch(_ range: Range<Int64>) async throws {
        var position = range.lowerBound
        let isPart = try await part(blob, range) { bytes in
            guard position + Int64(bytes.count) <= range.upperBound else { throw self.wrong(range) }
            try whileDoing("writing parts of the blob \(blob.digest)") { try file.write(bytes, at: position) }
            position += Int64(bytes.count)
            count(bytes.count)
        }
        guard isPart else { throw NoParts() }
        guard position == range.upperBound else { throw wrong(range) }
        state.withLock { $0.parts.insert(contentsOf: range) }
    }

    private func count(_ bytes: Int) {
        let shown = state.withLock { state -> Int64? in
            state.count += Int64(bytes)
            guard state.count - state.shown >= 512 << 10 else { return nil }
            state.shown = state.count
            return state.count
        }
        if let shown { progress(blob, .receiving(shown)) }
    }

    private func wrong(_ range: Range<Int64>) -> StorageError {
        StorageError(
            .corruptBlob,
            "bytes \(range.lowerBound) to \(range.upperBound - 1) of the blob \(blob.digest) did not come whole",
            hint: "get the image again")
    }

    /// Whether all of a part has come.
    func has(_ range: Range<Int64>) -> Bool {
        state.withLock { state in
            let parts = state.parts.ranges
            // The first part that ends behind the beginning. There can be thousands, and as many questions as files.
            var (low, high) = (parts.startIndex, parts.endIndex)
            while low < high {
                let middle = low + (high - low) / 2
                if parts[middle].upperBound > range.lowerBound { high = middle } else { low = middle + 1 }
            }
            return low < parts.endIndex && parts[low].lowerBound <= range.lowerBound
                && range.upperBound <= parts[low].upperBound
        }
    }

    /// The frames of a part that has come, decompressed.
    ///
    /// - Throws: `badTable`, also while they are read, where there are no frames: a table says what these parts are.
    func frames(_ range: Range<Int64>) throws -> any ByteSource {
        try Frames(FileRangeSource(file, offset: range.lowerBound, count: Int64(range.count)))
    }

    private final class Frames: ByteSource {
        private let source: DecompressingSource

        init(_ part: FileRangeSource) throws { source = try Self.blaming { try DecompressingSource(part) } }

        func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
            try Self.blaming { try source.read(into: buffer) }
        }

        private static func blaming<Result>(_ body: () throws -> Result) throws -> Result {
            do { return try body() } catch let error as LayerArchiveError {
                throw LayerArchiveError(
                    .badTable,
                    "the table of contents of a layer is wrong: where it says that files are, there are none: \(error.message)",
                    hint: "the layer is hostile or broken: get the image from where it was made")
            }
        }
    }
}
