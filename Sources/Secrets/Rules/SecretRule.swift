public import Findings

/// A kind of credential, how it is recognised, and what to do about one that leaked.
public struct SecretRule: Sendable {
    /// Its short name, which allow-lists and reports use: `github-pat`.
    public let name: String
    /// What it is: "GitHub personal access token".
    public let title: String
    /// Who issues it, or the programs that use it.
    public let issuer: String
    /// Where it is described and revoked.
    public let source: String
    /// How bad it is where nothing speaks against it.
    public let severity: Severity
    /// How it is recognised.
    let matcher: SecretMatcher
    /// What tells a real one from something that looks like it.
    let check: SecretCheck

    /// What to do with one that leaked, apart from where it was found.
    public var remedy: String {
        switch check {
        case .passwordHash: "lock the account or set another password when the container starts"
        case .example: "take another value where it matters"
        default:
            issuer.isEmpty ? "change it where it opens something" : "revoke it (\(source)) and make a new one"
        }
    }

    /// How its structure is looked at, in words; for the table of rules.
    public var structure: String { matcher.structure + check.words }
}

/// How a kind of credential is recognised.
enum SecretMatcher: Sendable {
    /// By its own form, wherever it stands.
    case token(TokenPattern)
    /// By a value of a form that is given to a name which holds one of some words. `wantsWord` asks for a word like key or token in the name, too.
    case named([String], TokenPattern, wantsWord: Bool)
    /// By what a parser for it says.
    case structure(SecretStructure)

    /// How, in words.
    var structure: String {
        switch self {
        case .token: "form"
        case .named: "name and form"
        case .structure(let structure): structure.words
        }
    }

    /// The texts that a search has to find first.
    var keywords: [KeywordIndex.Keyword] {
        switch self {
        case .token(let pattern):
            pattern.keywords.map { .init(text: $0, isExact: true, follow: pattern.follow) }
        case .named(let words, _, _): words.map { .init(text: Array($0.utf8), isExact: false) }
        case .structure(let structure): structure.keywords
        }
    }
}

/// Who issues credentials, as the maker of the rules about them.
struct SecretIssuer {
    let name: String
    let source: String

    /// An issuer, and where its credentials are described or revoked.
    init(_ name: String, _ source: String) {
        self.name = name
        self.source = source
    }

    /// A credential that has a form of its own.
    func token(
        _ name: String, _ title: String, _ pattern: String, _ check: SecretCheck = .random,
        _ severity: Severity = .error
    ) -> SecretRule {
        rule(name, title, .token(TokenPattern(pattern)), check, severity)
    }

    /// A credential that only the name of its variable or setting tells.
    func named(
        _ name: String, _ title: String, _ words: [String], _ pattern: String, _ check: SecretCheck = .random,
        wantsWord: Bool = true, _ severity: Severity = .error
    ) -> SecretRule {
        rule(name, title, .named(words, TokenPattern(pattern), wantsWord: wantsWord), check, severity)
    }

    /// A credential that a parser recognises.
    func structure(
        _ name: String, _ title: String, _ structure: SecretStructure, _ check: SecretCheck = .none,
        _ severity: Severity = .error
    ) -> SecretRule {
        rule(name, title, .structure(structure), check, severity)
    }

    private func rule(
        _ name: String, _ title: String, _ matcher: SecretMatcher, _ check: SecretCheck, _ severity: Severity
    ) -> SecretRule {
        SecretRule(
            name: name, title: self.name.isEmpty ? title : "\(self.name) \(title)", issuer: self.name, source: source,
            severity: severity, matcher: matcher, check: check)
    }
}
