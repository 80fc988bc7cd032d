public import DockerfileSyntax

/// Something that a RUN sees at a place of its file system and that is in no layer.
public struct StepMount: Sendable, Hashable {
    /// What is mounted.
    public enum Content: Sendable, Hashable {
        /// A file or directory of a source: its path there, absolute and normal.
        case bind(source: CopyStep.Source, path: String)
        /// A directory that outlives the build.
        case cache(Cache)
        /// An empty file system in memory; the most bytes it may hold, where there is a bound.
        case tmpfs(sizeLimit: Int64?)
    }

    /// A directory that outlives the build.
    public struct Cache: Sendable, Hashable {
        /// The name by which builds find it again.
        public let id: String
        /// Who may use it at the same time.
        public let sharing: RunMount.Sharing
        /// What a new one begins with: the tree and an absolute path in it; `nil` for nothing.
        public let seed: Seed?
        /// Permissions, user and group of a new one; `nil` where the Dockerfile says none of them.
        public let attributes: Attributes?
    }

    /// What a new cache begins with.
    public struct Seed: Sendable, Hashable {
        /// The tree.
        public let fileSystem: FileSystem
        /// The path in it.
        public let path: String
    }

    /// Permissions and owner of what is made for a mount.
    public struct Attributes: Sendable, Hashable {
        /// The permission bits.
        public let mode: UInt16
        /// The owner.
        public let owner: Owner
    }

    /// What is mounted.
    public let content: Content
    /// Where, as an absolute, normal path that is not `/`.
    public let target: String
    /// Whether the command cannot write there.
    public let isReadOnly: Bool
    /// Where the flag stands, for errors.
    public let range: SourceRange

    /// The tree that has to be there before the step can run.
    var fileSystem: FileSystem? {
        switch content {
        case .bind(.fileSystem(let fileSystem), _): fileSystem
        case .cache(let cache): cache.seed?.fileSystem
        case .bind, .tmpfs: nil
        }
    }

    /// Whether files of the build context are mounted.
    var readsContext: Bool {
        guard case .bind(.context, _) = content else { return false }
        return true
    }

    /// What of the mount counts in the step's key besides its target: what the command can see or lose there, and no more.
    /// The files that a bind mount shows are added by whoever has looked at them.
    var keyText: String {
        let access = isReadOnly ? "read-only" : "writable"
        switch content {
        case .bind: return "bind, \(access)"
        case .cache: return "cache, \(access)"
        case .tmpfs: return "tmpfs, \(access)"
        }
    }
}
