/// A word of a shell's command.
public struct CommandWord: Hashable, Sendable {
    /// A part of a word.
    public indirect enum Part: Hashable, Sendable {
        /// Text without quotes; patterns (`*`, `?`, `[`) and braces mean what they mean to the shell.
        case literal(String)
        /// Text between single quotes or behind a backslash, as it is meant.
        case quoted(String)
        /// What stands between double quotes.
        case doubleQuoted([Part])
        /// `$NAME`, `${…}`, `$1`: as written, and the lists of commands within.
        case variable(String, [ShellList])
        /// `$(…)`, `` `…` ``, `<(…)`: the commands.
        case substitution(ShellList)
        /// `$((…))`.
        case arithmetic(String)
    }

    /// Where it stands in the text.
    public var range: Range<Int>
    /// Its parts.
    public var parts: [Part]

    /// The word's value where nothing has to be expanded for it; `nil` else. Patterns stand as they are.
    public var literal: String? {
        Self.isFixed(parts) ? simplified : nil
    }

    /// The word without quotes, with `${VAR}` for all that is put in.
    public var simplified: String { Self.simplified(parts) }

    /// Whether a part of it is quoted.
    public var hasQuotes: Bool {
        parts.contains { part in
            switch part {
            case .quoted, .doubleQuoted: true
            default: false
            }
        }
    }

    /// The names of the variables that are put in, in order, with those within commands left out.
    public var variables: [String] { Self.variables(parts) }

    static func simplified(_ parts: [Part]) -> String {
        parts.reduce(into: "") { text, part in
            switch part {
            case .literal(let value), .quoted(let value): text += value
            case .doubleQuoted(let parts): text += simplified(parts)
            case .variable, .substitution, .arithmetic: text += "${VAR}"
            }
        }
    }

    private static func isFixed(_ parts: [Part]) -> Bool {
        parts.allSatisfy { part in
            switch part {
            case .literal, .quoted: true
            case .doubleQuoted(let parts): isFixed(parts)
            case .variable, .substitution, .arithmetic: false
            }
        }
    }

    private static func variables(_ parts: [Part]) -> [String] {
        parts.flatMap { part in
            switch part {
            case .variable(let text, _):
                [
                    String(
                        text.drop { "${#!".contains($0) }.prefix {
                            $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_")
                        })
                ]
            case .doubleQuoted(let parts): variables(parts)
            default: [String]()
            }
        }
    }
}
