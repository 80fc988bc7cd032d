/// A Dockerfile as a tree: directives, the arguments before the first stage, and the stages in order.
public struct Dockerfile: Sendable, Hashable {
    /// Name by which diagnostics call the file, such as `Dockerfile` or `-`.
    public var name: String
    /// The parser directives at its head.
    public var directives: ParserDirectives
    /// `ARG` instructions before the first `FROM`, in order.
    public var globalArguments: [Instruction]
    /// The stages, in order; never empty when the parse reported no error.
    public var stages: [Stage]

    /// Makes a tree.
    public init(name: String, directives: ParserDirectives, globalArguments: [Instruction], stages: [Stage]) {
        self.name = name
        self.directives = directives
        self.globalArguments = globalArguments
        self.stages = stages
    }

    /// Index of the stage with this name (without regard to case; the last one of that name wins, as in BuildKit), or
    /// with this number.
    ///
    /// - Parameter before: only stages before this index count; a `COPY --from` sees those of earlier stages.
    public func stageIndex(named name: String, before limit: Int? = nil) -> Int? {
        let end = min(limit ?? stages.count, stages.count)
        let wanted = name.lowercased()
        if let index = stages[..<end].lastIndex(where: { $0.name?.text == wanted }) {
            return index
        }
        guard !name.isEmpty, name.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let index = Int(name) else {
            return nil
        }
        return index < end ? index : nil
    }

    /// Index of the stage in which a place lies; `nil` before the first FROM.
    public func stageIndex(at place: SourcePosition) -> Int? {
        stages.lastIndex { $0.range.start <= place }
    }

    /// The whole instruction in which a place lies; `nil` for a place between instructions.
    public func instruction(at place: SourcePosition) -> SourceRange? {
        let instructions =
            globalArguments.map(\.range) + stages.flatMap { [$0.range] + $0.instructions.map(\.range) }
        return instructions.last { $0.start <= place && place < $0.end }
    }
}

/// Parser directives: comments of the form `# key=value` at the very head of a file.
public struct ParserDirectives: Sendable, Hashable {
    /// The frontend asked for, `# syntax=docker/dockerfile:1`. Strata's own parser reads the file whatever it says.
    public var syntax: ShellWord?
    /// The escape character.
    public var escape: EscapeCharacter = .backslash
    /// Checks to skip and how to treat those that remain, `# check=skip=all;error=true`.
    public var check: ShellWord?

    /// The directives of a file that has none.
    public init() {}
}
