internal import Synchronization

/// How many members all sinks of a process may have together: three layers that are compressed at once on many processors
/// would otherwise hold some megabytes for each thread of each of them.
///
/// A sink gets as many as it needs to go on (one that is filled, one that is compressed, one that is written) however many
/// others have: there are only a few sinks at a time.
final class MemberAllowance: Sendable {
    /// That of this process: enough for one sink with eight threads, or three with two.
    static let process = MemberAllowance(12)
    /// So many are never refused.
    static let least = 3

    private let most: Int
    private let taken = Mutex(0)

    init(_ most: Int) { self.most = most }

    /// How many the sinks have now.
    var count: Int { taken.withLock { $0 } }

    /// Takes one more for a sink that has `count` of them; whether it may.
    func take(beyond count: Int) -> Bool {
        taken.withLock { taken in
            guard taken < most || count < Self.least else { return false }
            taken += 1
            return true
        }
    }

    /// Gives back what a sink had.
    func giveBack(_ count: Int) { taken.withLock { $0 -= count } }
}
