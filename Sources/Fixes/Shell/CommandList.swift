import DockerfileSyntax

/// The commands of a RUN in shell form, with their places in the file, where they are simple commands one after the other.
///
/// What is more than that (loops, subshells, here-documents, comments) is not read at all: it is left as it is.
struct CommandList: Sendable {
    /// What stands between two commands.
    enum Separator: Sendable, Hashable {
        case and, or, semicolon, pipe, background
    }

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
        var words: [Word]
        /// Whether input or output goes elsewhere.
        var isRedirected = false
        /// Where its last word or redirection ends.
        var end: Int

        /// The words from the program on, without the assignments before it.
        var invocation: ArraySlice<Word> { words.drop { Self.isAssignment($0.text) } }
        /// The program, where it is known.
        var program: String? { invocation.first?.value }
        /// The words behind the program.
        var arguments: [Word] { Array(invocation.dropFirst()) }
        /// From the first word to the end.
        var range: Range<Int> { (words.first?.range.lowerBound ?? end)..<end }
    }

    var commands: [Command] = []
    /// One fewer than there are commands, or as many where the last one ends with one.
    var separators: [Separator] = []

    /// Whether each command runs only where all before it went well.
    var isPlainList: Bool { separators.count == commands.count - 1 && separators.allSatisfy { $0 == .and } }

    /// - Returns: `nil` for another form than the shell's, and for what is not read.
    init?(_ instruction: Instruction, in file: [UInt8]) {
        guard case .run(let run) = instruction.kind, case .shell = run.execution,
            instruction.source.hereDocuments.isEmpty,
            let text = ContinuedText(of: instruction.source.arguments, in: file)
        else { return nil }
        var reader = CommandReader(text)
        guard reader.read() else { return nil }
        (commands, separators) = (reader.commands, reader.separators)
        if commands.isEmpty { return nil }
    }
}
