public import DockerfileSyntax

/// A stage as rules look at it.
public struct LintStage {
    /// The stage.
    public let stage: Stage
    /// Which one it is, counted from zero.
    public let index: Int
    /// Its instructions, those behind ONBUILD after the ONBUILD itself.
    public let instructions: [LintInstruction]

    /// The name behind AS.
    public var name: String? { stage.name?.text }
    /// The base's name, quotes and variables as written.
    public var base: BaseName { BaseName(stage.baseName.text) }
    /// The instructions of the stage itself, without what ONBUILD leaves to others.
    public var own: [LintInstruction] { instructions.filter { !$0.isTrigger } }
}

/// The name behind FROM in its parts, variables and all.
public struct BaseName: Hashable, Sendable {
    /// The registry, if one is named.
    public let registry: String?
    /// The name without registry, tag and digest.
    public let name: String
    /// The tag, if one is named.
    public let tag: String?
    /// What follows `@`.
    public let digest: String?

    /// Takes a name apart.
    public init(_ text: String) {
        var rest = text.trimmingQuotes[...]
        var digest: String?
        if let at = rest.firstIndex(of: "@") {
            digest = String(rest[rest.index(after: at)...])
            rest = rest[..<at]
        }
        var tag: String?
        if let colon = Self.colon(in: rest), !rest[colon...].contains("/") {
            tag = String(rest[rest.index(after: colon)...])
            rest = rest[..<colon]
        }
        var registry: String?
        if let slash = rest.firstIndex(of: "/") {
            let host = rest[..<slash]
            if host.contains(".") || host.contains(":") || host == "localhost" {
                registry = String(host)
                rest = rest[rest.index(after: slash)...]
            }
        }
        self.registry = registry
        self.digest = digest
        self.tag = tag
        name = String(rest)
    }

    /// The last colon outside `${NAME:-default}`.
    private static func colon(in text: Substring) -> Substring.Index? {
        var depth = 0
        for index in text.indices.reversed() {
            switch text[index] {
            case "}": depth += 1
            case "{" where depth > 0: depth -= 1
            case ":" where depth == 0: return index
            default: continue
            }
        }
        return nil
    }

    /// Whether a variable is part of the name itself.
    public var hasVariable: Bool { name.contains("$") }
}

extension String {
    /// The text without quotes around it.
    var trimmingQuotes: String {
        var text = self[...]
        while let first = text.first, first == "\"" || first == "'" { text = text.dropFirst() }
        while let last = text.last, last == "\"" || last == "'" { text = text.dropLast() }
        return String(text)
    }
}
