internal import CLinux

/// How this process deals with memory that it no longer needs.
public enum ProcessMemory {
    /// Keeps pieces of up to `size` bytes for the next use, instead of giving them back to the kernel at once (mallopt(3)).
    public static func keep(upTo size: Int32) { clinux_keep_memory(size) }

    /// Has all threads use one heap: with one for each, every heap keeps what its thread gave back (mallopt(3), M_ARENA_MAX).
    public static func shareHeap() { clinux_share_heap() }

    /// Prepares for work that takes some megabytes in many small pieces, on several threads: one heap that grows by `size` bytes
    /// at a time, in huge pages where the kernel has them to spare. A heap for each thread grows by a system call a page, and
    /// each page costs a fault. Memory that is not needed is not taken.
    public static func expect(_ size: Int32) { clinux_large_heap(size) }
}
