internal import LayerArchive
internal import LinuxSystem
internal import OCI
internal import Synchronization

/// The parts of a blob that were loaded: `partial/<hex>.parts`, a file with holes, kept for a day when the download is interrupted.
///
/// Behind the place of the blob's end stands which parts are there. Whoever holds the lock of the blob's digest has it alone. What an
/// earlier download left counts as loaded: that these are the blob's bytes has to come out before anything made of them is kept.
final class FetchedParts: Sendable {
    /// The other side gives whole blobs only.
    struct NoParts: Error {}
    /// A part that somebody waits for does not come: who loads says why.
    struct NotComing: Error {}

    /// So many parts come at once.
    private static let atOnce = 4
    /// So many requests for many parts are under way: what comes first is wanted first.
    private static let batchesAtOnce = 2
    /// So many parts are asked for with one request: servers are known that take no header field of more than 8 KiB.
    static let together = 200
    /// After so many bytes it is noted that they are there.
    private static let step: Int64 = 256 << 10

    /// Whether an earlier download left something.
    let isContinued: Bool
    private let blob: Descriptor
    private let directory: DirectoryHandle
    private let file: FileHandle
    private let part: BlobProvider.Part
    private let parts: BlobProvider.Parts?
    private let progress: @Sendable (Descriptor, LayerProgress) -> Void
    private let state: Mutex<State>
    /// For who waits for a part.
    private let arrived = Semaphore()
    private let removed = Semaphore()

    /// Whether parts that are not there are about to come.
    private enum Loading {
        case no
        case running
        case ended
    }

    private struct State {
        var count: Int64
        var shown: Int64
        var parts: RangeSet<Int64>
        var notes: PartNotes
        var cameTogether = false
        var loading = Loading.no
        var isAwaited = false
        var isStopped = false
        /// What became of the removal, where it runs or ran by itself.
        var removal: Result<Void, any Error>?
        var isRemoving = false
    }

    init(
        _ blob: Descriptor, in directory: DirectoryHandle, by part: @escaping BlobProvider.Part,
        together parts: BlobProvider.Parts? = nil, _ progress: @escaping @Sendable (Descriptor, LayerProgress) -> Void
    ) throws {
        (self.blob, self.directory, self.part, self.parts) = (blob, directory, part, parts)
        self.progress = progress
        let (file, notes) = try whileDoing("writing parts of the blob \(blob.digest)") {
            try directory.makeDirectoryIfMissing(PartialBlob.folder, permissions: 0o700)
            let file = try directory.openFile(PartialBlob.partsName(blob.digest), OpenFlags.growing, mode: 0o600)
            return (file, try PartNotes(reading: file, behind: blob.size))
        }
        self.file = file
        isContinued = !notes.parts.isEmpty
        let parts = RangeSet(notes.parts)
        let count = parts.ranges.reduce(0) { $0 + Int64($1.count) }
        state = Mutex(State(count: count, shown: count, parts: parts, notes: notes))
    }

    /// How many bytes have come, those that an earlier download left among them.
    var count: Int64 { state.withLock { $0.count } }

    /// Loads a part into memory.
    func bytes(_ range: Range<Int64>) async throws -> [UInt8] {
        try await fetch([range])
        return try whileDoing("reading parts of the blob \(blob.digest)") {
            try file.read(upTo: range.count, at: range.lowerBound)
        }
    }

    /// Loads what is not there of some parts, several at once.
    func fetch(_ ranges: [Range<Int64>]) async throws {
        try await lacking(of: ranges).forEach(atOnce: Self.atOnce) { try await self.fetch($0) }
    }

    /// Whether any came with others.
    var cameTogether: Bool { state.withLock { $0.cameTogether } }

    /// Whether several parts may come with one request.
    var mayComeTogether: Bool { parts != nil }

    /// Loads what is not there of many parts, some hundred with each request; `false` where not all of them come so.
    func fetchTogether(_ ranges: [Range<Int64>]) async throws -> Bool {
        guard let parts else { return false }
        let lacking = lacking(of: ranges)
        let starts = stride(from: 0, to: lacking.count, by: Self.together)
        let batches = starts.map { Array(lacking[$0..<min($0 + Self.together, lacking.count)]) }
        // The first one tells whether it is of use.
        guard let first = batches.first, try await fetch(first, by: parts) else { return batches.isEmpty }
        try await batches.dropFirst().forEach(atOnce: Self.batchesAtOnce) { _ = try await self.fetch($0, by: parts) }
        return self.lacking(of: ranges).isEmpty
    }

    /// Loads several parts with one request; whether all of them have come.
    private func fetch(_ ranges: [Range<Int64>], by parts: BlobProvider.Parts) async throws -> Bool {
        state.withLock { $0.cameTogether = true }
        var written = RangeSet<Int64>()
        var count: Int64 = 0
        do {
            let besides = try await parts(blob, ranges) { offset, bytes in
                try whileDoing("writing parts of the blob \(blob.digest)") { try file.write(bytes, at: offset) }
                written.insert(contentsOf: offset..<offset + Int64(bytes.count))
                self.count(bytes.count)
                count += Int64(bytes.count)
                guard count >= Self.step else { return }
                try note(written)
                (written, count) = (RangeSet(), 0)
            }
            try note(written)
            guard let besides else { return false }
            self.count(Int(besides))
            return lacking(of: ranges).isEmpty
        } catch {
            try? note(written)  // as with one part
            throw error
        }
    }

    /// What is not there of some parts.
    func lacking(of ranges: [Range<Int64>]) -> [Range<Int64>] {
        let parts = state.withLock { $0.parts }
        return parts.isEmpty ? ranges : Array(RangeSet(ranges).subtracting(parts).ranges)
    }

    private func fetch(_ range: Range<Int64>) async throws {
        var (noted, position) = (range.lowerBound, range.lowerBound)
        let isPart: Bool
        do {
            isPart = try await part(blob, range) { bytes in
                guard position + Int64(bytes.count) <= range.upperBound else { throw self.wrong(range) }
                try whileDoing("writing parts of the blob \(blob.digest)") { try file.write(bytes, at: position) }
                position += Int64(bytes.count)
                count(bytes.count)
                guard position - noted >= Self.step else { return }
                try note(noted..<position)
                noted = position
            }
        } catch {
            try? note(noted..<position)  // the next call goes on behind it; that there is less is no harm
            throw error
        }
        guard isPart else { throw NoParts() }
        guard position == range.upperBound else { throw wrong(range) }
        try note(noted..<position)
    }

    /// Takes note of bytes that are written.
    private func note(_ range: Range<Int64>) throws { try note(RangeSet(range)) }

    private func note(_ ranges: RangeSet<Int64>) throws {
        if ranges.isEmpty { return }
        try state.withLock { state in
            state.parts.formUnion(ranges)
            try whileDoing("writing parts of the blob \(blob.digest)") { try state.notes.add(ranges, to: file) }
            wake(&state)
        }
    }

    // MARK: Waiting

    /// From now on who needs a part waits for it. Ends with `endLoading`.
    func beginLoading() { state.withLock { $0.loading = .running } }

    /// What is not there does not come any more.
    func endLoading() {
        state.withLock { state in
            state.loading = .ended
            wake(&state)
        }
    }

    /// Lets who waits, or asks, end.
    func stop() {
        state.withLock { state in
            state.isStopped = true
            wake(&state)
        }
    }

    /// - Throws: `CancellationError` behind `stop`.
    func check() throws { if state.withLock({ $0.isStopped }) { throw CancellationError() } }

    /// Waits for a part, where it is about to come. For one thread.
    ///
    /// - Throws: `NotComing`; `CancellationError` behind `stop`.
    func wait(for range: Range<Int64>) throws {
        while true {
            let isThere = try state.withLock { state in
                if state.isStopped { throw CancellationError() }
                if state.loading == .no || Self.has(range, in: state.parts) { return true }
                guard state.loading == .running else { throw NotComing() }
                state.isAwaited = true
                return false
            }
            if isThere { return }
            arrived.wait()
        }
    }

    private func wake(_ state: inout State) {
        if state.isAwaited { arrived.signal() }
        state.isAwaited = false
    }

    // MARK: Removal

    /// Begins to remove what came, while the caller goes on: a file of thousands of pieces takes its time.
    func beginRemoval() {
        state.withLock { $0.isRemoving = true }
        DedicatedThread.start { [self] in
            let result = Result { try removeFile() }
            state.withLock { $0.removal = result }
            removed.signal()
        }
    }

    /// Removes what came: it is used, or is of no use. Waits for a removal that has begun.
    func remove() throws {
        guard state.withLock({ $0.isRemoving }) else { return try removeFile() }
        removed.wait()
        removed.signal()
        try state.withLock { $0.removal }?.get()
    }

    private func removeFile() throws {
        try whileDoing("removing parts of the blob \(blob.digest)") {
            try directory.removeTree(PartialBlob.partsName(blob.digest))
        }
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
    func has(_ range: Range<Int64>) -> Bool { state.withLock { Self.has(range, in: $0.parts) } }

    private static func has(_ range: Range<Int64>, in parts: RangeSet<Int64>) -> Bool {
        let parts = parts.ranges
        // There can be thousands, and as many questions as files.
        let first = parts.partitionPoint { $0.upperBound <= range.lowerBound }
        return first < parts.endIndex && parts[first].lowerBound <= range.lowerBound
            && range.upperBound <= parts[first].upperBound
    }

    /// The bytes of a part that has come.
    func source(_ range: Range<Int64>) -> any ByteSource {
        FileRangeSource(file, offset: range.lowerBound, count: Int64(range.count))
    }

    /// The frames of a part, decompressed; waits for it where it is about to come.
    ///
    /// - Throws: as `wait(for:)`; `badTable`, also while they are read, where there are no frames: a table says what these parts are.
    func frames(_ range: Range<Int64>) throws -> any ByteSource {
        try wait(for: range)
        return try Frames(source(range))
    }

    private final class Frames: ByteSource {
        private let source: DecompressingSource

        init(_ part: any ByteSource) throws { source = try Self.blaming { try DecompressingSource(part) } }

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
