internal import LinuxSystem
internal import Synchronization

/// Writes the content of one large file to the disk on a thread of its own, past the page cache.
///
/// A large file that goes through the page cache is copied there, written from there much later, and waited for by the
/// flush before the commit. Written directly it is on its way to the disk while the next bytes are read and hashed, and
/// the flush finds nothing to do. Belongs to one thread; `finish()` ends it.
final class DirectWriter {
    /// From this size on the disk's own speed counts more than that of a call.
    static let smallestSize: Int64 = 16 << 20

    private let queue: Queue

    /// Sets disk space aside for a file of `size` bytes, which is written from a whole page on; `nil` where its file system
    /// writes through its cache only.
    init?(_ file: FileHandle, size: Int64, from offset: Int64 = 0) throws {
        guard file.setDirect(true) else { return nil }
        queue = Queue(file: file, offset: offset)
        try file.allocate(size)
        DedicatedThread.start { [queue] in queue.serve() }
    }

    deinit { queue.put(nil) }

    /// Writes a part of a chunk behind what was added before. All but the last part begin and end at whole pages.
    ///
    /// - Throws: what an earlier write met.
    func add(_ chunk: Chunk, _ range: Range<Int>) throws {
        queue.put((chunk, range))
        try queue.check()
    }

    /// Waits until everything is written.
    func finish() throws {
        queue.put(nil)
        queue.done.wait()
        try queue.check()
    }

    private final class Queue: Sendable {
        private struct State {
            var parts: [(Chunk, Range<Int>)] = []
            var isEnded = false
            var error: SystemError?
        }

        private let file: FileHandle
        private let start: Int64
        private let state = Mutex(State())
        private let added = Semaphore()
        let done = Semaphore()

        init(file: FileHandle, offset: Int64) {
            self.file = file
            start = offset
        }

        /// Adds a part; `nil` ends the queue.
        func put(_ part: (Chunk, Range<Int>)?) {
            state.withLock { state in
                if let part { state.parts.append(part) } else { state.isEnded = true }
            }
            added.signal()
        }

        func check() throws { if let error = state.withLock({ $0.error }) { throw error } }

        /// Writes what has come, as much as there is with each call, until the end has come.
        func serve() {
            var offset = start
            while true {
                added.wait()
                let (parts, isEnded) = state.withLock { state in
                    defer { state.parts.removeAll(keepingCapacity: true) }
                    return (state.parts, state.isEnded)
                }
                if !parts.isEmpty, state.withLock({ $0.error == nil }) {
                    do throws(SystemError) { offset = try write(parts, at: offset) } catch {
                        state.withLock { $0.error = error }
                    }
                }
                if isEnded { break }
            }
            done.signal()
        }

        private func write(_ parts: [(Chunk, Range<Int>)], at offset: Int64) throws(SystemError) -> Int64 {
            // The buffers stay where they are as long as their chunks do.
            var buffers = parts.map { chunk, range in chunk.withBytes(range) { $0 } }
            var offset = offset
            // Only the very last part may end within a page; the page cache takes it.
            let rest = buffers.last.map { $0.count % AlignedBuffer.alignment == 0 } == false ? buffers.popLast() : nil
            if !buffers.isEmpty { try write(gathering: buffers, at: &offset) }
            if let rest {
                _ = file.setDirect(false)
                try write(gathering: [rest], at: &offset)
            }
            return offset
        }

        private func write(
            gathering buffers: [UnsafeRawBufferPointer], at offset: inout Int64
        ) throws(SystemError) {
            do throws(SystemError) { try file.write(gathering: buffers, at: offset) } catch {
                // Some disks want larger multiples than a page: the page cache takes any.
                guard error.isInvalidArgument, file.setDirect(false) else { throw error }
                try file.write(gathering: buffers, at: offset)
            }
            offset += buffers.reduce(0) { $0 + Int64($1.count) }
        }
    }
}
