import CMicroHTTP
import LinuxSystem

/// A body of several parts of a file, read as it goes out. One thread at a time uses it.
final class PartedFile {
    private enum Piece {
        case bytes([UInt8])
        case file(offset: Int64, count: Int64)

        var count: Int64 {
            switch self {
            case .bytes(let bytes): Int64(bytes.count)
            case .file(_, let count): count
            }
        }
    }

    private let file: FileHandle
    private let pieces: [Piece]
    /// The piece whose turn it is, and how many of its bytes have gone.
    private var (index, done): (Int, Int64) = (0, 0)

    init(_ file: FileHandle, _ parts: [ServerAnswer.Part], _ end: [UInt8]) {
        self.file = file
        pieces =
            parts.flatMap { [.bytes($0.head), .file(offset: $0.offset, count: $0.count)] } + [.bytes(end)]
    }

    /// The response with this body, which lives as long as that.
    func response() -> OpaquePointer? {
        let count = pieces.reduce(0) { $0 + $1.count }
        // SAFETY: the library calls with what it was given, and at last, or where it makes no response, this lets go of it.
        let context = Unmanaged.passRetained(self)
        let response = MHD_create_response_from_callback(
            UInt64(count), 64 << 10,
            { context, _, buffer, limit in
                guard let context, let buffer else { return PartedFile.failed }
                let body = Unmanaged<PartedFile>.fromOpaque(context).takeUnretainedValue()
                return body.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: limit))
            }, context.toOpaque(), { context in context.map { Unmanaged<PartedFile>.fromOpaque($0).release() } })
        if response == nil { context.release() }
        return response
    }

    /// What tells the library that the body ends here, against what its head said: the connection is broken off.
    private static let failed = -2

    /// Fills a buffer with the next bytes, or some of them: the library asks again.
    private func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        while index < pieces.count, done == pieces[index].count { (index, done) = (index + 1, 0) }
        guard index < pieces.count else { return Self.failed }
        let room = UnsafeMutableRawBufferPointer(
            rebasing: buffer.prefix(Int(min(pieces[index].count - done, Int64(buffer.count)))))
        var count = room.count
        switch pieces[index] {
        case .bytes(let bytes): room.copyBytes(from: bytes[Int(done)..<Int(done) + count])
        case .file(let offset, _): count = (try? file.read(into: room, at: offset + done)) ?? 0
        }
        done += Int64(count)
        return count > 0 ? count : Self.failed
    }
}
