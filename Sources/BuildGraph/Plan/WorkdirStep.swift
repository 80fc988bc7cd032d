/// A working directory to make where it is absent.
public struct WorkdirStep: Sendable, Hashable {
    /// The tree in which the directory is made.
    public let parent: FileSystem
    /// The absolute path, without `.` and `..`.
    public let path: String
    /// The user who gets the directories that are made; empty for root.
    public let user: String

    /// Makes a step of its parts.
    public init(
        parent: FileSystem,
        path: String,
        user: String = ""
    ) {
        self.parent = parent
        self.path = path
        self.user = user
    }
}
