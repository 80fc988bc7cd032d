internal import CLinux

/// How this process deals with memory that it no longer needs.
public enum ProcessMemory {
    /// Keeps pieces of up to `size` bytes for the next use, instead of giving them back to the kernel at once (mallopt(3)).
    public static func keep(upTo size: Int32) { clinux_keep_memory(size) }
}
