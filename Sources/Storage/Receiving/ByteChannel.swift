public import LayerArchive
internal import LinuxSystem
internal import Synchronization

/// Bytes on their way from one thread to another, with a bounded buffer in between: who writes faster than the other reads,
/// waits.
public final class ByteChannel: Sendable {
    private enum End {
        case complete
        case failed(any Error)
    }

    private struct State {
        var pieces: [[UInt8]] = []
        var spare: [[UInt8]] = []
        var end: End?
        var isAbandoned = false
        var failure: (any Error)?
    }

    /// So many pieces wait at most, each of so many bytes.
    private static let pieces: UInt32 = 8
    fileprivate static let pieceSize = 256 << 10

    private let state = Mutex(State())
    private let room = Semaphore(pieces)
    private let filled = Semaphore()

    /// What writes into a new channel, and what reads from it.
    public static func make() -> (writer: Writer, reader: Reader) {
        let channel = ByteChannel()
        return (Writer(channel), Reader(channel))
    }

    private init() {}

    private func put(_ piece: [UInt8]) throws {
        room.wait()
        let (isWanted, failure) = state.withLock { state in
            if !state.isAbandoned { state.pieces.append(piece) }
            return (!state.isAbandoned, state.failure)
        }
        // Where nobody reads any more, the next piece is not to wait either.
        if isWanted { filled.signal() } else { room.signal() }
        if let failure { throw failure }
    }

    private func spare() -> [UInt8] {
        var piece = state.withLock { $0.spare.popLast() } ?? []
        piece.reserveCapacity(Self.pieceSize)
        return piece
    }

    private func end(_ end: End) {
        state.withLock { if $0.end == nil { $0.end = end } }
        filled.signal()
    }

    /// The next piece; `nil` at the end.
    private func take() throws -> [UInt8]? {
        filled.wait()
        let (piece, end) = state.withLock { state in
            state.pieces.isEmpty ? (nil, state.end) : (state.pieces.removeFirst(), nil)
        }
        if let piece {
            room.signal()
            return piece
        }
        filled.signal()
        if case .failed(let error) = end { throw error }
        return nil
    }

    private func giveBack(_ piece: [UInt8]) {
        var piece = piece
        piece.removeAll(keepingCapacity: true)
        let empty = piece
        state.withLock { $0.spare.append(empty) }
    }

    private func abandon(_ failure: (any Error)? = nil) {
        state.withLock { state in
            state.isAbandoned = true
            state.failure = state.failure ?? failure
            state.pieces = []
        }
        room.signal()
    }

    /// The end of a channel where bytes go in. Belongs to one thread at a time.
    public final class Writer: Sendable {
        private let channel: ByteChannel
        private let piece = Mutex<[UInt8]>([])

        fileprivate init(_ channel: ByteChannel) { self.channel = channel }

        deinit { channel.end(.failed(CancellationError())) }

        /// Takes bytes; waits for room. What nobody reads any more is dropped; where the reader has failed, its error is thrown.
        public func write(_ bytes: UnsafeRawBufferPointer) throws {
            try piece.withLock { piece in
                if piece.capacity == 0 { piece = channel.spare() }
                piece.append(contentsOf: bytes)
                if piece.count >= ByteChannel.pieceSize { try flush(&piece) }
            }
        }

        /// Nothing more comes.
        public func finish() throws {
            try piece.withLock { try flush(&$0) }
            channel.end(.complete)
        }

        /// Nothing more comes, for this reason: it is thrown where the bytes are read.
        public func fail(_ error: any Error) { channel.end(.failed(error)) }

        private func flush(_ piece: inout [UInt8]) throws {
            if piece.isEmpty { return }
            let full = piece
            piece = []
            try channel.put(full)
        }
    }

    /// The end of a channel where bytes come out. Belongs to one thread.
    public final class Reader: ByteSource {
        private let channel: ByteChannel
        private var piece: [UInt8] = []
        private var position = 0

        fileprivate init(_ channel: ByteChannel) { self.channel = channel }

        deinit { channel.abandon() }

        /// Lets the writer go on without a reader.
        public func abandon() { channel.abandon() }

        /// Lets the writer end with an error.
        public func fail(_ error: any Error) { channel.abandon(error) }

        /// The next bytes; waits for them.
        public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
            if position == piece.count {
                let empty = piece
                (piece, position) = ([], 0)
                if empty.capacity > 0 { channel.giveBack(empty) }
                guard let next = try channel.take() else { return 0 }
                (piece, position) = (next, 0)
            }
            let count = min(buffer.count, piece.count - position)
            piece.withUnsafeBytes { bytes in
                buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[position..<position + count]))
            }
            position += count
            return count
        }
    }
}

/// Writes into a channel.
final class ChannelSink: ByteSink {
    private let writer: ByteChannel.Writer

    init(_ writer: ByteChannel.Writer) { self.writer = writer }

    func write(_ bytes: UnsafeRawBufferPointer) throws { try writer.write(bytes) }
}
