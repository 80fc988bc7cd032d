/// Tells when an exchange has come to a standstill.
///
/// One that moves fewer than 128 bytes in each second of a while counts as one that moves nothing: a server that lets a byte drip
/// now and then would otherwise hold its clients for ever. The time in which a server works on its answer is measured apart.
struct StallWatch {
    /// What an exchange is busy with.
    enum Phase: Sendable {
        /// It has no connection yet; libcurl has a bound for that itself.
        case connecting
        /// Bytes of the request go, or bytes of the answer come.
        case moving
        /// All of the request has gone, and nothing of the answer has come.
        case waiting
    }

    private static let slowest: Int64 = 128

    /// How long fewer bytes may move, in seconds.
    let seconds: Int
    /// How long the answer may take to begin, in seconds.
    let answerSeconds: Int
    private var phase = Phase.connecting
    private var since: ContinuousClock.Instant
    private var bytes: Int64 = 0

    init(seconds: Int, answerSeconds: Int, now: ContinuousClock.Instant) {
        (self.seconds, self.answerSeconds, since) = (seconds, answerSeconds, now)
    }

    /// Takes note of how far the exchange is; the time after which it is given up, in seconds, where that has come.
    mutating func isStalled(_ phase: Phase, bytes: Int64, now: ContinuousClock.Instant) -> Int? {
        if phase != self.phase || bytes - self.bytes >= Self.slowest * Int64(seconds) {
            (self.phase, self.bytes, since) = (phase, bytes, now)
        }
        let limit = phase == .waiting ? answerSeconds : seconds
        guard phase != .connecting, now - since >= .seconds(limit) else { return nil }
        return limit
    }
}
