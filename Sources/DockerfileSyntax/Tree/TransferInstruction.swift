/// What `COPY` and `ADD` have in common.
public struct Transfer: Sendable, Hashable {
    /// The sources: paths, patterns, for `ADD` also addresses; here-documents are in `inlineSources`.
    public var sources: [ShellWord]
    /// Files that the Dockerfile itself holds.
    public var inlineSources: [InlineSource]
    /// Where they go.
    public var destination: ShellWord
    /// `--chown`.
    public var owner: ShellWord?
    /// `--chmod`.
    public var mode: ShellWord?
    /// `--link`.
    public var isLink = false
    /// `--parents`.
    public var keepsParents = false
    /// The values of `--exclude`.
    public var excludes: [ShellWord] = []

    /// Makes a transfer without flags.
    public init(sources: [ShellWord], inlineSources: [InlineSource], destination: ShellWord) {
        self.sources = sources
        self.inlineSources = inlineSources
        self.destination = destination
    }
}

/// A file that a here-document of `COPY` or `ADD` makes.
public struct InlineSource: Sendable, Hashable {
    /// The file's name: the here-document's word.
    public var name: String
    /// Its content; leading tabs are removed already, rule `text` where variables are expanded, else `literal`.
    public var content: ShellWord

    /// Makes a file.
    public init(name: String, content: ShellWord) {
        self.name = name
        self.content = content
    }
}

/// `COPY`.
public struct CopyInstruction: Sendable, Hashable {
    /// Sources, destination and common flags.
    public var transfer: Transfer
    /// `--from`: a stage, an image or a named context; rule `literal`, since BuildKit refuses variables there.
    public var from: ShellWord?

    /// Makes a `COPY`.
    public init(transfer: Transfer, from: ShellWord? = nil) {
        self.transfer = transfer
        self.from = from
    }
}

/// `ADD`.
public struct AddInstruction: Sendable, Hashable {
    /// Sources, destination and common flags.
    public var transfer: Transfer
    /// `--checksum`.
    public var checksum: ShellWord?
    /// `--keep-git-dir`; `nil` when not given, which leaves it to the address.
    public var keepsGitDirectory: Bool?
    /// Whether the addresses are those of repositories whatever they end in: `--keep-git-dir` is given, with either value.
    public var saysRepository: Bool { keepsGitDirectory != nil }
    /// `--unpack`; `nil` when not given, which means local archives are unpacked and remote ones are not.
    public var unpacks: Bool?

    /// Makes an `ADD`.
    public init(
        transfer: Transfer,
        checksum: ShellWord? = nil,
        keepsGitDirectory: Bool? = nil,
        unpacks: Bool? = nil
    ) {
        self.transfer = transfer
        self.checksum = checksum
        self.keepsGitDirectory = keepsGitDirectory
        self.unpacks = unpacks
    }
}
