import DockerfileSyntax
import Lint

/// The simple commands of a RUN in shell form, with their places in the file.
///
/// What the shell's reader does not understand, comments of the shell and here-documents are not read at all: such a RUN stays as it is.
struct CommandList: Sendable {
    /// A word of a command.
    struct Word: Sendable {
        /// As it is written, continuation lines joined.
        let text: String
        /// From its first byte to behind its last one, as offsets into the file.
        let range: Range<Int>
        /// Without quotes; `nil` where the shell would put something else in its place.
        let value: String?
    }

    /// A program with its arguments.
    struct Command: Sendable {
        /// The words, assignments before the program among them.
        let words: [Word]
        /// Where input comes from and output goes to instead, as written.
        let redirections: [String]
        /// From its first byte to behind its last one.
        let range: Range<Int>
        /// Assignments before the program.
        let assignmentCount: Int

        /// Where its last word or redirection ends.
        var end: Int { range.upperBound }
        /// The words from the program on, without the assignments before it.
        var invocation: ArraySlice<Word> { words.dropFirst(assignmentCount) }
        /// The program, where it is known.
        var program: String? { invocation.first?.value }
        /// Whether input or output goes elsewhere.
        var isRedirected: Bool { !redirections.isEmpty }
        /// The words behind the program.
        var arguments: [Word] { Array(invocation.dropFirst()) }
    }

    /// The commands in the order of the text; those within loops, conditions and substitutions too, where it is no plain list.
    let commands: [Command]
    /// Whether there is nothing but simple commands with `&&` between them.
    let isPlainList: Bool
    /// Whether there is nothing but simple commands with `&&` and `|` between them.
    let isPipelineList: Bool

    /// - Returns: `nil` for another form than the shell's, and for what is not read.
    init?(_ instruction: Instruction, in text: SourceText) {
        guard case .run(let run) = instruction.kind, case .shell = run.execution,
            instruction.source.hereDocuments.isEmpty,
            let read = ShellText(instruction.source, run, in: text, escape: instruction.source.arguments.escape),
            read.bytes.elementsEqual(instruction.source.arguments.text.utf8)
        else { return nil }
        let script = ShellScript(read)
        guard script.faults.isEmpty, !script.hasComments else { return nil }
        let list = script.plainList
        isPlainList = list != nil
        isPipelineList = script.pipelineList != nil
        commands = (list ?? script.commands).map { Command($0, in: read) }
        if commands.isEmpty { return nil }
    }
}

extension CommandList.Command {
    fileprivate init(_ command: SimpleCommand, in text: ShellText) {
        let assignments = command.assignments.map { assignment in
            CommandList.Word(
                text: text.string(assignment.range), range: text.fileRange(of: assignment.range), value: nil)
        }
        let words = command.words.map { word in
            CommandList.Word(
                text: text.string(word.range), range: text.fileRange(of: word.range), value: word.literal)
        }
        self.words = assignments + words
        assignmentCount = assignments.count
        redirections = command.redirections.map { text.string($0.target.range) }
        range = text.fileRange(of: command.range)
    }
}
