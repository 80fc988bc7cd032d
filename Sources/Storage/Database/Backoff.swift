internal import Glibc

/// How long to wait for another process before trying again: short at first, with some chance in it, so that
/// processes that wait for one another do not wake in step.
enum Backoff {
    /// Attempts before giving up: about two minutes, far above any transaction of ours.
    static let attempts: Int32 = 5_000

    /// Waits; false where it is time to give up.
    static func pause(attempt: Int32) -> Bool {
        if attempt >= attempts { return false }
        let longest = UInt32(min(25_000, 200 << min(UInt32(attempt), 7)))
        usleep(longest / 2 + UInt32.random(in: 0...longest / 2))
        return true
    }
}
