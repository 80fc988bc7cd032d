internal import CDeflate
internal import LinuxSystem

/// Compresses to gzip (RFC 1952) on several threads: each MiB of the input becomes a member of its own, without name and time.
///
/// The members depend on the input and the level alone, not on the number of threads nor on how the bytes came. An empty
/// input is one empty member; input of one member only is compressed without a thread. Memory is bounded.
public final class GzipSink: FinishingSink {
    /// So many bytes of the input become one member.
    public static let memberSize = PartChecks.partSize
    /// The library that compresses, and what else the bytes depend on.
    static let encoder = "libdeflate \(LIBDEFLATE_VERSION_STRING), members of 1 MiB, noise (16 KiB looked at) stored"
    /// More threads would not be fed: what is before them (reading, hashing) is one thread.
    private static let mostThreads = 8

    private let target: any ByteSink
    private let level: Int32
    private let threads: WorkThreads<GzipMember>
    private let most: Int
    /// What is being filled; always there until the end.
    private var filling: GzipMember
    private var made = 1
    /// Filled members in their order, and those that are free again.
    private var filled: [GzipMember] = []
    private var free: [GzipMember] = []
    private var fullChecks: [UInt32] = []

    /// Compresses into another sink. `level` is 1 (fast) to 9 (small).
    ///
    /// - Parameter threads: How many threads compress; one for each processor without it.
    public init(to target: any ByteSink, level: Int32 = 1, threads: Int? = nil) throws {
        guard (1...9).contains(level) else {
            throw LayerArchiveError(.unsupported, "gzip has no compression level \(level)")
        }
        let threads = max(1, min(threads ?? ProcessIdentity.usableProcessorCount, Self.mostThreads))
        self.target = target
        self.level = level
        self.threads = WorkThreads(threads) {
            let compressor = Result { try GzipCompressor(level: level) }
            return { member in member.end(Result { try member.compress(compressor.get()) }) }
        }
        // One more is being filled, and one waits so that no thread ever does.
        most = threads + 2
        filling = GzipMember(inputSize: Self.memberSize)
    }

    deinit { threads.stop() }

    /// Compresses bytes; members are written in their order as they are ready.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while rest.count > 0 {
            let count = try place { room in
                let count = min(room.count, rest.count)
                room.copyMemory(from: UnsafeRawBufferPointer(rebasing: rest[..<count]))
                return count
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// Lets bytes be put where they are compressed.
    public func fill(_ body: (UnsafeMutableRawBufferPointer) throws -> Int) throws -> Int? { try place(body) }

    /// The CRC-32 of each member, which it has at its end anyway.
    public var checks: PartChecks? {
        var all = PartChecks(parts: fullChecks, check: filling.check, filled: filling.inputCount)
        all.finish()
        return all
    }

    private func place(_ body: (UnsafeMutableRawBufferPointer) throws -> Int) throws -> Int {
        // The last member waits for more bytes or the end: it may be the only one.
        if filling.isFull {
            fullChecks.append(filling.check)
            hand(over: filling)
            filling = try next()
        }
        return try filling.fill(body)
    }

    /// Writes the last members.
    public func finish() throws {
        if filled.isEmpty && made == 1 {
            try filling.compress(GzipCompressor(level: level))
            return try write(filling)
        }
        hand(over: filling)
        while let first = filled.first {
            first.waitUntilDone()
            try write(first)
            filled.removeFirst()
        }
    }

    private func hand(over member: GzipMember) {
        filled.append(member)
        threads.add(member)
    }

    /// A member to fill: a new one, or the next that is free again.
    private func next() throws -> GzipMember {
        while let first = filled.first, first.isDone || (free.isEmpty && made == most) {
            first.waitUntilDone()
            try write(first)
            filled.removeFirst()
            first.empty()
            free.append(first)
        }
        if let member = free.popLast() { return member }
        made += 1
        return GzipMember(inputSize: Self.memberSize)
    }

    private func write(_ member: GzipMember) throws { try member.withOutput { try target.write($0) } }
}
