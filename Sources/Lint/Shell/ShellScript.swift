public import DockerfileSyntax

/// A shell's text, read into lists of commands (POSIX.1-2017, Shell Command Language, with the common parts of bash).
///
/// Reading never fails: what is not understood is among ``faults``, and what stands before it is there.
/// All ranges are of bytes in ``text``; ``ShellText/fileRange(of:)`` leads from there to the Dockerfile.
public struct ShellScript: Hashable, Sendable {
    /// What was read.
    public let text: ShellText
    /// The commands.
    public let body: ShellList
    /// What was not understood. Empty for a text that the shell takes, as far as is known here.
    public let faults: [ShellFault]
    /// Whether the shell's own comments (`# …`) stand in the text.
    public let hasComments: Bool

    /// Reads a text.
    public init(_ text: ShellText) {
        var parser = ShellParser(text.bytes)
        body = parser.script()
        faults = parser.faults
        hasComments = parser.hasComments
        self.text = text
    }

    /// Reads a text that stands in no file.
    public init(_ text: String) { self.init(ShellText(text)) }

    /// A program with its arguments, as the exec form names it: no shell reads them.
    ///
    /// All words lie where the arguments of the instruction begin.
    public init(program arguments: [String], of source: InstructionSource) {
        var text = ShellText()
        var words: [CommandWord] = []
        let place = source.arguments.range.start.offset
        var end = 0
        for argument in arguments {
            let bytes = Array(argument.utf8)
            text.append(bytes[...], source: place)
            words.append(CommandWord(range: end..<end + bytes.count, parts: [.quoted(argument)]))
            end += bytes.count
        }
        let command = SimpleCommand(assignments: [], words: words, redirections: [], range: 0..<end)
        let pipeline = ShellPipeline(isNegated: false, commands: [ShellCommand(.simple(command), range: 0..<end)])
        body = ShellList(
            items: words.isEmpty ? [] : [ShellListItem(pipelines: [pipeline], operators: [], terminator: nil)])
        faults = []
        hasComments = false
        self.text = text
    }

    /// All simple commands in the order of the text, those within compound commands, substitutions and functions included.
    public var commands: [SimpleCommand] {
        var walk = ShellWalk()
        walk.visit(body)
        return walk.commands
    }

    /// All pipelines, those of one command included, in the order in which they begin.
    public var pipelines: [ShellPipeline] {
        var walk = ShellWalk()
        walk.visit(body)
        return walk.pipelines
    }

    /// The commands of a plain `&&` list, in order; `nil` where the text is none.
    ///
    /// A plain list is simple commands with nothing between them but `&&` (one command alone is one too): no `;`, `||`, `|`, `&`, `!`, no line end between
    /// commands, no compound command, no comment, no here-document, nothing that was not understood. So the whole text succeeds exactly if all commands
    /// succeed, in order, and further commands may be put behind `&&` at its end.
    public var plainList: [SimpleCommand]? {
        guard let pipelines = pipelineList, pipelines.allSatisfy({ $0.count == 1 }) else { return nil }
        return pipelines.flatMap(\.self)
    }

    /// The commands of a list of `&&` as ``plainList`` has them, but with pipelines in it, too; `nil` where the text is none.
    ///
    /// The whole text succeeds exactly if all pipelines succeed, in order, and further ones may be put behind `&&` at its end.
    public var pipelineList: [[SimpleCommand]]? {
        guard faults.isEmpty, !hasComments, body.items.count == 1, let item = body.items.first else { return nil }
        guard item.terminator == nil, item.operators.allSatisfy({ $0 == .and }) else { return nil }
        var result: [[SimpleCommand]] = []
        for pipeline in item.pipelines {
            var commands: [SimpleCommand] = []
            for command in pipeline.commands {
                guard !pipeline.isNegated, case .simple(let command) = command.kind,
                    !command.redirections.contains(where: \.isHereDocument)
                else { return nil }
                commands.append(command)
            }
            result.append(commands)
        }
        return result
    }
}

/// Something in a shell's text that was not understood.
public struct ShellFault: Hashable, Sendable {
    /// What was found, as a sentence without capital and full stop.
    public var message: String
    /// Where, in the text.
    public var offset: Int
}
