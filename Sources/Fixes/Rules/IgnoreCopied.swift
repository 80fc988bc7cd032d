public import DockerfileSyntax

/// Says what COPY takes along with a directory that nobody wants in an image, and what it weighs.
///
/// Never done: only the author knows whether the build looks into `.git`, or whether the program is in `dist`.
struct IgnoreCopied: FixRule {
    func fixes(in subject: FixSubject) -> [Fix] {
        let facts = subject.facts
        if facts.clutter.isEmpty { return [] }
        let ignored = IgnorePatterns.parse(facts.ignoreFile.bytes ?? [], name: facts.ignoreFile.name).patterns
        let copies = subject.dockerfile.stages.flatMap(\.instructions).compactMap(Copy.init)
        let named = copies.flatMap(\.sources)
        let found = facts.clutter.filter { one in
            // Who names it wants it.
            !ignored.matches(one.path) && !named.contains { $0 == one.path || $0.hasPrefix(one.path + "/") }
        }
        guard let copy = copies.first(where: { copy in found.contains { copy.takesAlong($0.path) } }) else { return [] }
        let taken = found.filter { one in copies.contains { $0.takesAlong(one.path) } }
        let lines = Self.lines(taken)
        return [
            Fix(
                .ignoreCopied, answering: ["ST012"],
                "leave \(lines.map(\.path).joined(separator: ", ")) out of the context",
                because: "they are copied with the sources, and each change in one makes all steps behind run again: "
                    + "unless the image needs them, name them in \(facts.ignoreFile.name)",
                at: copy.offset, leavingOut: lines)
        ]
    }

    /// What the lines of an ignore file would leave out, each with the sum of it; the heaviest first.
    private static func lines(_ found: [ContextClutter]) -> [ContextClutter] {
        let byName = Dictionary(grouping: found) { $0.path.split(separator: "/").last.map(String.init) ?? "" }
        return byName.map { name, entries in
            ContextClutter(
                path: entries.contains { $0.path.contains("/") } ? "**/" + name : name,
                files: entries.reduce(0) { $0 + $1.files }, bytes: entries.reduce(0) { $0 + $1.bytes })
        }.sorted { ($1.bytes, $0.path) < ($0.bytes, $1.path) }
    }
}

extension ContextClutter {
    /// Whether a Dockerfile takes anything out of its context: else nobody has to walk it.
    public static func matters(to dockerfile: Dockerfile) -> Bool {
        dockerfile.stages.flatMap(\.instructions).contains { Copy($0)?.sources.isEmpty == false }
    }
}

/// What a COPY or ADD takes of the context.
private struct Copy {
    let offset: Int
    /// Paths without `./`; the context itself is the empty one.
    let sources: [String]

    /// - Returns: `nil` where nothing is taken of the context, or where some of it is left out already.
    init?(_ instruction: Instruction) {
        let transfer: Transfer
        switch instruction.kind {
        case .copy(let copy) where copy.from == nil: transfer = copy.transfer
        case .add(let add): transfer = add.transfer
        default: return nil
        }
        guard transfer.excludes.isEmpty else { return nil }
        offset = instruction.range.start.offset
        sources = transfer.sources.map(\.text).filter { text in
            !text.contains("://") && !text.hasPrefix("git@") && !text.contains { "$\"'\\`?[".contains($0) }
        }.compactMap { text in
            let parts = text.split(separator: "/").filter { $0 != "." }
            if parts.contains("..") { return nil }
            return parts == ["*"] ? "" : parts.joined(separator: "/")
        }
    }

    /// Whether a directory above a path is copied.
    func takesAlong(_ path: String) -> Bool {
        sources.contains { $0.isEmpty || path.hasPrefix($0 + "/") }
    }
}
