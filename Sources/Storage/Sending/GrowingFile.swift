internal import LayerArchive
internal import LinuxSystem
internal import Synchronization

/// A file that is written while others read it already, from its beginning or from any place: who comes to the end of what is
/// there waits for more.
final class GrowingFile: ByteSink, Sendable {
    private enum End {
        case complete
        case failed(any Error)
    }

    private struct State {
        var count: Int64 = 0
        var end: End?
        var waiting = 0
    }

    private let file: FileHandle
    private let isHeld: Bool
    private let state = Mutex(State())
    private let changed = Semaphore()

    /// Writes into an empty file that can be read, too.
    ///
    /// - Parameter isHeld: Nobody gets anything before the end.
    init(_ file: FileHandle, isHeld: Bool) { (self.file, self.isHeld) = (file, isHeld) }

    /// Appends bytes. Belongs to one thread, which ends with `finish` or `fail`.
    func write(_ bytes: UnsafeRawBufferPointer) throws {
        try file.write(bytes, at: state.withLock { $0.count })
        change { $0.count += Int64(bytes.count) }
    }

    /// Forgets all bytes, which nobody has got yet.
    func restart() throws {
        precondition(isHeld, "what was read cannot become something else")
        try file.setSize(0)
        change { $0.count = 0 }
    }

    /// Nothing more comes.
    func finish() { change { $0.end = $0.end ?? .complete } }

    /// Nothing more comes, for this reason: it is thrown where the bytes are read.
    func fail(_ error: any Error) { change { $0.end = $0.end ?? .failed(error) } }

    /// Reads at an offset; waits while nothing is there, and gives 0 at the end.
    ///
    /// - Throws: why nothing more comes.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws -> Int {
        let there = try wait { !isHeld && $0.count > offset } - offset
        if there <= 0 { return 0 }
        let wanted = Int(min(there, Int64(buffer.count)))
        return try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]), at: offset)
    }

    /// Waits for the end.
    ///
    /// - Throws: why it came early.
    func waitForEnd() throws { _ = try wait { _ in false } }

    /// Waits until something holds, or for the end; how many bytes there are then.
    private func wait(until holds: (State) -> Bool) throws -> Int64 {
        while true {
            let count: Int64? = try state.withLock { state in
                if case .failed(let error) = state.end { throw error }
                if state.end != nil || holds(state) { return state.count }
                state.waiting += 1
                return nil
            }
            if let count { return count }
            changed.wait()
        }
    }

    private func change(_ body: (inout State) -> Void) {
        let waiting = state.withLock { state in
            body(&state)
            defer { state.waiting = 0 }
            return state.waiting
        }
        for _ in 0..<waiting { changed.signal() }
    }
}
