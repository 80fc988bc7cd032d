internal import Glibc

/// Waiting for descriptors (poll(2)).
public enum Readiness {
    /// Waits until one of the descriptors can be read or has ended; the answer has one element for each.
    ///
    /// All elements are `false` where the time passed or a signal came first. Negative descriptors are left out; a
    /// negative time means any.
    public static func wait(for descriptors: [Int32], milliseconds: Int32) -> [Bool] {
        var list = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        let count = poll(&list, nfds_t(list.count), milliseconds)
        return list.map { count > 0 && $0.revents != 0 }
    }
}
