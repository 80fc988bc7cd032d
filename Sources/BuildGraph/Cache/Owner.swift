/// The owner of files by numbers; names are resolved before they count (rule 21 of the layer rules).
public struct Owner: Hashable, Sendable, CustomStringConvertible {
    /// The number of the user.
    public let user: UInt32
    /// The number of the group.
    public let group: UInt32

    /// Makes an owner.
    public init(user: UInt32, group: UInt32) {
        self.user = user
        self.group = group
    }

    /// Root and its group.
    public static let root = Owner(user: 0, group: 0)

    /// `user:group`.
    public var description: String { "\(user):\(group)" }
}
