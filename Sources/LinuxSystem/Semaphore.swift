internal import CLinux
internal import Glibc

/// A counting semaphore (sem_overview(7)) at a fixed place in memory, for threads that wait for one another.
public final class Semaphore: @unchecked Sendable {
    // Unchecked: the pointer never changes, and the C library's semaphore may be used by any thread.
    private let pointer: UnsafeMutablePointer<sem_t>

    /// Makes a semaphore with a number of free places.
    public init(_ count: UInt32 = 0) {
        pointer = .allocate(capacity: 1)
        sem_init(pointer, 0, count)
    }

    deinit {
        sem_destroy(pointer)
        pointer.deallocate()
    }

    /// Adds a place and wakes one thread that waits.
    public func signal() { sem_post(pointer) }

    /// Takes a place; waits while there is none.
    public func wait() { while sem_wait(pointer) != 0 {} }

    /// Takes a place; `false` where there is none within so many milliseconds.
    public func wait(milliseconds: Int) -> Bool {
        var end = timespec()
        clock_gettime(CLOCK_REALTIME, &end)
        let nanoseconds = end.tv_nsec + milliseconds % 1000 * 1_000_000
        end.tv_sec += milliseconds / 1000 + nanoseconds / 1_000_000_000
        end.tv_nsec = nanoseconds % 1_000_000_000
        while sem_timedwait(pointer, &end) != 0 {
            if errno != EINTR { return false }
        }
        return true
    }
}
