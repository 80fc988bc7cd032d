/// Which network a container has.
public enum NetworkMode: String, Hashable, Sendable, CaseIterable {
    /// The host's.
    case host
    /// A loopback interface only.
    case none
}
