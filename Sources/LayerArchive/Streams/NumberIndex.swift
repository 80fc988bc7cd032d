public import OCI

/// Finds numbers by keys that are spread evenly, digests or hashes of something: eight bytes for each.
///
/// It keeps forty bits of a key, so that who asks compares what the numbers stand for.
public struct NumberIndex: Sendable {
    private static let numberBits: UInt64 = 24
    /// The numbers that can be in it.
    public static let limit = 1 << Int(numberBits)

    private var slots: [UInt64] = []

    /// Makes an index that is empty.
    public init() {}

    /// Adds a number. `sort` comes before any question.
    public mutating func add(_ number: Int, key: UInt64) {
        precondition(number >= 0 && number < Self.limit, "a number has \(Self.numberBits) bits")
        slots.append(Self.slot(key) | UInt64(number))
    }

    /// Puts what was added in order.
    public mutating func sort() { slots.sort() }

    /// How many numbers there are.
    public var count: Int { slots.count }

    /// All numbers in the order of their keys; those with one key in order.
    public var numbers: some Sequence<Int> { slots.lazy.map(Self.number) }

    /// The numbers that may have a key, in order.
    public func numbers(for key: UInt64) -> some Sequence<Int> {
        let first = slots.partitionPoint { $0 < Self.slot(key) }
        return slots[first...].lazy.prefix { $0 >> Self.numberBits == key >> Self.numberBits }.map(Self.number)
    }

    /// Pairs of neighbours whose keys may be the same.
    var doubtful: some Sequence<(Int, Int)> {
        zip(slots, slots.dropFirst()).lazy.filter { $0 >> Self.numberBits == $1 >> Self.numberBits }
            .map { (Self.number($0), Self.number($1)) }
    }

    private static func slot(_ key: UInt64) -> UInt64 { (key >> numberBits) << numberBits }

    private static func number(_ slot: UInt64) -> Int { Int(slot & (1 << numberBits - 1)) }
}

extension NumberIndex {
    /// Adds a number to be found by a digest.
    public mutating func add(_ number: Int, digest: Digest) { add(number, key: digest.prefix) }

    /// The numbers that may have a digest, in order.
    public func numbers(for digest: Digest) -> some Sequence<Int> { numbers(for: digest.prefix) }
}
