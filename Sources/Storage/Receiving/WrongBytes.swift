/// Where bytes came from that are not the blob that they were taken for.
public struct WrongBytes: Sendable {
    /// Who sent them; none where that is not known.
    public let senders: [String]
    /// Whether another place gives the blob when it is asked for again.
    public let isOtherLeft: Bool

    /// Puts it together.
    public init(senders: [String] = [], isOtherLeft: Bool = false) {
        (self.senders, self.isOtherLeft) = (senders, isOtherLeft)
    }

    /// ` from a.test and b.test`; nothing where it is not known.
    public var origin: String { senders.isEmpty ? "" : " from " + senders.joined(separator: " and ") }
}
