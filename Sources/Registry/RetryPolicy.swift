internal import Transport

/// When something is tried again, and after how long.
public struct RetryPolicy: Sendable, Hashable {
    /// How often one request is tried again. Bytes of a blob that arrived meanwhile start the count anew.
    public var limit = 5
    /// How long the first wait is; each one after it is twice as long, with a random part.
    public var firstDelay: Duration = .milliseconds(500)
    /// How long a wait is at most.
    public var longestDelay: Duration = .seconds(10)
    /// How long a wait is at most that a server asks for with `Retry-After`; one that asks for more is not waited for.
    public var longestWish: Duration = .seconds(60)
    /// How long the exchanges of one request may stand still in all while less than 64 MiB of a blob arrive: a server that sends a
    /// little and then nothing, each time, is not followed for ever.
    public var longestStandstill: Duration = .seconds(600)

    /// The usual bounds.
    public init() {}
}

/// The tries of one request.
struct Retries {
    /// How many bytes count as progress.
    private static let progress: Int64 = 1 << 20
    /// How many bytes make good for standing still.
    private static let largeProgress: Int64 = 64 << 20
    private let policy: RetryPolicy
    private var count = 0
    private var counted: Int64
    private var standstill = 0
    private var moved: Int64

    /// - Parameter done: how many bytes have arrived already.
    init(_ policy: RetryPolicy, done: Int64 = 0) { (self.policy, counted, moved) = (policy, done, done) }

    /// How long to wait before the next try; `nil` where no try follows.
    mutating func delay(after response: HTTPResponse) -> Duration? {
        // A disk that is full now is full in half a minute.
        guard [408, 429, 500, 502, 503, 504].contains(response.status), !Refusal(response).isFull else { return nil }
        guard let wish = response.retryAfter.map({ Duration.seconds($0) }) else { return next() }
        guard wish <= policy.longestWish, let own = next() else { return nil }
        return max(wish, min(own, .seconds(1)))
    }

    /// How long to wait before the next try; `nil` where no try follows.
    ///
    /// - Parameters:
    ///   - isKnown: the server has answered before, so that an address where nobody answers is no mistake.
    ///   - done: how many bytes have arrived.
    mutating func delay(after error: TransportError, isKnown: Bool, done: Int64 = 0) -> Duration? {
        if done - counted >= Self.progress { (count, counted) = (0, done) }
        if done - moved >= Self.largeProgress { (standstill, moved) = (0, done) }
        standstill += error.standstill ?? 0
        guard .seconds(standstill) < policy.longestStandstill else { return nil }
        return switch error.code {
        case .interrupted, .stalled: next()
        case .unreachable where isKnown: next()
        default: nil
        }
    }

    private mutating func next() -> Duration? {
        guard count < policy.limit else { return nil }
        count += 1
        let delay = min(policy.firstDelay * (1 << (count - 1)), policy.longestDelay)
        return delay * Double.random(in: 0.75...1.25)
    }
}
