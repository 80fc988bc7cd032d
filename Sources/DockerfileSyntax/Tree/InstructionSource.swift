/// What every instruction has: its place, its words as written, and what belongs to it.
public struct InstructionSource: Sendable, Hashable {
    /// From the keyword to the end of the last line, here-documents included.
    public var range: SourceRange
    /// The keyword, as written.
    public var keyword: ShellWord
    /// The flags between keyword and arguments, as written and in order.
    public var flags: [InstructionFlag]
    /// Everything after keyword and flags, continuation lines joined.
    public var arguments: ShellWord
    /// The whole instruction with its continuation lines joined, comments and here-documents left out; BuildKit prints
    /// steps from this.
    public var originalText: String
    /// The here-documents that follow, in order.
    public var hereDocuments: [HereDocument]
    /// The comment lines right before the instruction, without `#` and surrounding space.
    public var comments: [String]

    /// Makes the source of an instruction.
    public init(
        range: SourceRange,
        keyword: ShellWord,
        flags: [InstructionFlag],
        arguments: ShellWord,
        originalText: String,
        hereDocuments: [HereDocument],
        comments: [String]
    ) {
        self.range = range
        self.keyword = keyword
        self.flags = flags
        self.arguments = arguments
        self.originalText = originalText
        self.hereDocuments = hereDocuments
        self.comments = comments
    }
}

/// A flag of an instruction, such as `--chown=1:1` or `--link`.
public struct InstructionFlag: Sendable, Hashable {
    /// The name without dashes.
    public var name: String
    /// What follows `=`, quotes and escapes already taken off; `nil` when there is no `=`.
    public var value: ShellWord?
    /// Where the whole flag stands.
    public var range: SourceRange

    /// Makes a flag.
    public init(name: String, value: ShellWord?, range: SourceRange) {
        self.name = name
        self.value = value
        self.range = range
    }
}

/// A here-document: lines after an instruction, up to a line that holds only its name.
public struct HereDocument: Sendable, Hashable {
    /// The terminating word.
    public var name: String
    /// Lines as written, each with its line end; leading tabs still there.
    public var rawText: String
    /// Whether variables are expanded (the word was not quoted). Only `COPY` and `ADD` heed it; the shell does for
    /// `RUN`.
    public var expands: Bool
    /// Whether leading tabs are removed (`<<-`).
    public var stripsTabs: Bool
    /// The number before `<<`; the shell's matter.
    public var fileDescriptor: Int
    /// Where the `<<NAME` stands.
    public var marker: SourceRange
    /// Where the lines stand.
    public var range: SourceRange

    /// Makes a here-document.
    public init(
        name: String,
        rawText: String,
        expands: Bool,
        stripsTabs: Bool,
        fileDescriptor: Int,
        marker: SourceRange,
        range: SourceRange
    ) {
        self.name = name
        self.rawText = rawText
        self.expands = expands
        self.stripsTabs = stripsTabs
        self.fileDescriptor = fileDescriptor
        self.marker = marker
        self.range = range
    }
}
