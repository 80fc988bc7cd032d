public import LinuxSystem

/// Something that a container sees at a place of its root, besides the directories of the host that a user binds.
public struct ContainerMount: Sendable {
    /// What is seen.
    public enum Content: Sendable {
        /// What lies at a path, free of links, in a detached mount, which is good for one run; the empty path is its root.
        case tree(DetachedMount, path: [UInt8])
        /// An empty file system in memory; the most bytes it may hold, where there is a bound, and options of mount(8). Without one
        /// that gives it, the mode is that of the directory below, and of a new one 1777; without any, set-user-id bits have no effect.
        case tmpfs(sizeLimit: Int64?, options: [String] = ["nosuid"])
    }

    /// What is seen.
    public var content: Content
    /// The absolute path in the container; parents that are missing exist during the run only.
    public var target: String
    /// Whether the container may not write to it.
    public var isReadOnly: Bool

    /// Makes a mount.
    public init(_ content: Content, at target: String, isReadOnly: Bool = false) {
        self.content = content
        self.target = target
        self.isReadOnly = isReadOnly
    }
}
