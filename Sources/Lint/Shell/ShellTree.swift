/// Commands one after the other.
public struct ShellList: Hashable, Sendable {
    /// The parts between `;`, `&` and line ends.
    public var items: [ShellListItem]
}

/// Pipelines joined by `&&` and `||`.
public struct ShellListItem: Hashable, Sendable {
    /// What joins two pipelines.
    public enum Operator: Hashable, Sendable {
        /// `&&`
        case and
        /// `||`
        case or
    }

    /// What ends an item.
    public enum Terminator: Hashable, Sendable {
        /// `;`
        case semicolon
        /// `&`: it runs while the next begins.
        case ampersand
        /// The end of the line.
        case newline
    }

    /// The pipelines; never empty.
    public var pipelines: [ShellPipeline]
    /// What stands between them: one fewer.
    public var operators: [Operator]
    /// What ends the item; `nil` at the end of the text or before a closing word.
    public var terminator: Terminator?
}

/// Commands joined by `|`.
public struct ShellPipeline: Hashable, Sendable {
    /// Whether `!` stands before it.
    public var isNegated: Bool
    /// The commands; never empty.
    public var commands: [ShellCommand]
}

/// A command, simple or not.
public struct ShellCommand: Hashable, Sendable {
    /// What kind of command it is.
    public indirect enum Kind: Hashable, Sendable {
        /// A program, a built-in or assignments.
        case simple(SimpleCommand)
        /// `( … )`
        case subshell(ShellList)
        /// `{ …; }`
        case group(ShellList)
        /// `if`, `for`, `select`, `while`, `until`, `case`, `function`, `[[`, `((`: its words, and the lists in it in order.
        case compound(keyword: String, words: [CommandWord], bodies: [ShellList])
    }

    /// What it is.
    public var kind: Kind
    /// What stands behind a compound command; a simple one has its own.
    public var redirections: [ShellRedirection]
    /// Where it stands in the text.
    public var range: Range<Int>

    init(_ kind: Kind, redirections: [ShellRedirection] = [], range: Range<Int>) {
        self.kind = kind
        self.redirections = redirections
        self.range = range
    }
}

/// `NAME=value … program argument … >file`.
public struct SimpleCommand: Hashable, Sendable {
    /// A variable that is set.
    public struct Assignment: Hashable, Sendable {
        /// Its name.
        public var name: String
        /// Its value; the elements of an array in one word after the other.
        public var value: [CommandWord]
        /// Where the whole of it stands in the text.
        public var range: Range<Int>
    }

    /// The variables set before it.
    public var assignments: [Assignment]
    /// The program and its arguments; empty where there are only assignments or redirections.
    public var words: [CommandWord]
    /// Where its input comes from and its output goes.
    public var redirections: [ShellRedirection]
    /// Where it stands in the text.
    public var range: Range<Int>

    /// The program's name where it is a fixed text, as written.
    public var name: String? { words.first?.literal }
    /// The words behind the program's name.
    public var arguments: ArraySlice<CommandWord> { words.dropFirst() }
}

/// `<file`, `2>&1`, `<<EOF` and the like.
public struct ShellRedirection: Hashable, Sendable {
    /// `<`, `>`, `>>`, `>|`, `<>`, `<&`, `>&`, `&>`, `&>>`, `<<`, `<<-` or `<<<`.
    public var sign: String
    /// The number or `{name}` before it.
    public var descriptor: String?
    /// What stands behind it: a file, a descriptor, the word that ends a here-document.
    public var target: CommandWord
    /// The text of a here-document, its place in the text.
    public var document: Range<Int>?
    /// Where it stands in the text.
    public var range: Range<Int>
    /// Which of the text's here-documents is its own.
    var number = 0

    /// Whether the lines that follow are its input.
    public var isHereDocument: Bool { sign == "<<" || sign == "<<-" }
}
