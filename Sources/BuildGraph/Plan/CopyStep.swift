/// Files to copy into a file tree; what they add becomes a layer.
public struct CopyStep: Sendable, Hashable {
    /// Where the files come from.
    public enum Source: Sendable, Hashable {
        /// The build context, less what the ignore file leaves out.
        case context
        /// Another stage or an image.
        case fileSystem(FileSystem)
        /// The files of a named context, less what the ignore file of its directory leaves out.
        case named(String)
    }

    /// The tree that is copied into.
    public let parent: FileSystem
    /// Whether it is an ADD, which unpacks local archives.
    public let isAdd: Bool
    /// Where ``sources`` are looked up.
    public let source: Source
    /// The expanded paths and patterns, relative to the root of the source; in the place of each of ``remotes`` its address as
    /// it may be shown.
    public let sources: [String]
    /// Those of ``sources`` that are fetched, by their index.
    public let remotes: [Int: RemoteSource]
    /// Files of here-documents, copied after ``sources``.
    public let inlineFiles: [InlineFile]
    /// The absolute destination. A slash at the end says that it is a directory.
    public let destination: String
    /// The owner as the Dockerfile writes it (`user:group`), expanded.
    public let ownership: String?
    /// The permission bits, octal or symbolic, expanded.
    public let permissions: String?
    /// Patterns of paths that are left out.
    public let exclusions: [String]
    /// Whether the parents of a source are kept below the destination.
    public let keepsParents: Bool
    /// Whether the layer stands for itself: nothing of the tree below is looked at.
    public let isLinked: Bool
    /// Whether archives are unpacked; ADD does by default.
    public let unpacksArchives: Bool
    /// Whether archives that are fetched are unpacked; not by default.
    public let unpacksFetched: Bool

    /// Makes a step of its parts.
    public init(
        parent: FileSystem,
        isAdd: Bool = false,
        source: Source = .context,
        sources: [String],
        remotes: [Int: RemoteSource] = [:],
        inlineFiles: [InlineFile] = [],
        destination: String,
        ownership: String? = nil,
        permissions: String? = nil,
        exclusions: [String] = [],
        keepsParents: Bool = false,
        isLinked: Bool = false,
        unpacksArchives: Bool = false,
        unpacksFetched: Bool = false
    ) {
        self.parent = parent
        self.isAdd = isAdd
        self.source = source
        self.sources = sources
        self.remotes = remotes
        self.inlineFiles = inlineFiles
        self.destination = destination
        self.ownership = ownership
        self.permissions = permissions
        self.exclusions = exclusions
        self.keepsParents = keepsParents
        self.isLinked = isLinked
        self.unpacksArchives = unpacksArchives
        self.unpacksFetched = unpacksFetched
    }

    /// Whether some of the sources are paths.
    public var hasPaths: Bool { sources.count > remotes.count }
}
