/// What a user has looked at and lets stand.
///
/// A text of lines; each has conditions with spaces between them, and allows what all of them hold for:
///
/// | | |
/// | --- | --- |
/// | `path:GLOB` | the file's path; `*` within a name, `**` over names |
/// | `rule:NAME` | the rule's name |
/// | `fingerprint:DIGITS` | the credential itself, as reports name it |
/// | `literal:TEXT` | the credential is this text, or holds it |
/// | `regexp:EXPRESSION` | the expression is found in the credential |
///
/// What follows ` #`, and lines that begin with `#`, is a comment.
public struct SecretAllowList: Sendable {
    /// A text that is no condition.
    public struct Mistake: Error, Hashable, Sendable {
        /// The line that it stands in, counted from one.
        public let line: Int
        /// The word.
        public let word: String
    }

    private enum Condition: Sendable {
        case path(PathGlob)
        case rule(String)
        case fingerprint(String)
        case literal([UInt8])
        case expression(@Sendable (String) -> Bool)
    }

    private var entries: [[Condition]] = []

    /// Allows nothing.
    public init() {}

    /// Reads a list.
    ///
    /// - Parameter expression: Makes a regular expression ready; `nil` for a text that is none.
    public init(
        parsing text: String, expression: (String) -> (@Sendable (String) -> Bool)?
    ) throws(Mistake) {
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            var conditions: [Condition] = []
            for word in line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" }) {
                if word.hasPrefix("#") { break }
                guard let condition = Self.condition(word, expression) else {
                    throw Mistake(line: number + 1, word: String(word))
                }
                conditions.append(condition)
            }
            if !conditions.isEmpty { entries.append(conditions) }
        }
    }

    /// Allows what is in files of some paths.
    public mutating func allow(path pattern: String) { entries.append([.path(PathGlob(pattern))]) }

    /// Allows what a rule finds.
    public mutating func allow(rule name: String) { entries.append([.rule(name)]) }

    /// The file that a path within an archive leads through: `a/b.zip` of `a/b.zip!/c`.
    private static func outer(_ path: [UInt8]) -> [UInt8] {
        guard let mark = path.firstRange(of: Array("!/".utf8)) else { return path }
        return Array(path[..<mark.lowerBound])
    }

    private static func condition(
        _ word: Substring, _ expression: (String) -> (@Sendable (String) -> Bool)?
    ) -> Condition? {
        guard let colon = word.firstIndex(of: ":") else { return nil }
        let value = word[word.index(after: colon)...]
        guard !value.isEmpty else { return nil }
        switch word[..<colon] {
        case "path": return .path(PathGlob(value))
        case "rule": return .rule(String(value))
        case "fingerprint": return .fingerprint(String(value))
        case "literal": return .literal(Array(value.utf8))
        case "regexp": return expression(String(value)).map { .expression($0) }
        default: return nil
        }
    }

    /// Whether a credential that a rule found in a file is let stand.
    func allows(rule: String, path: [UInt8], secret: [UInt8], identity: SecretIdentity, salt: [UInt8]) -> Bool {
        entries.contains { conditions in
            conditions.allSatisfy { condition in
                switch condition {
                case .path(let glob): glob.matches(path) || glob.matches(Self.outer(path))
                case .rule(let name): name == rule
                case .fingerprint(let digits): identity.fingerprint(salt: salt) == digits
                case .literal(let text): Placeholder.contains(secret, text)
                case .expression(let matches): matches(String(decoding: secret, as: UTF8.self))
                }
            }
        }
    }
}
