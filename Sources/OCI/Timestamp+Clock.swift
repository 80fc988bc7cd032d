internal import Glibc

extension Timestamp {
    /// What the system's clock says now.
    public static func now() -> Timestamp {
        var time = timespec()
        // The real-time clock always exists, so the result needs no check.
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(seconds: Int64(time.tv_sec), nanoseconds: Int64(time.tv_nsec))
    }
}
