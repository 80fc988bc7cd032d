import DockerfileSyntax

/// Leaves out of the context what no instruction can read, where it is something that builds do not need.
struct IgnoreContext: FixRule {
    func fixes(in subject: FixSubject) -> [Fix] {
        let facts = subject.facts
        guard let context = facts.context, !facts.sharesContext, let reads = ContextReads(subject) else { return [] }
        let present = context.entries.filter { ContextClutter.isOne($0, isInRoot: true) }
        let old = facts.ignoreFile.bytes ?? []
        let ignored = IgnorePatterns.parse(old, name: facts.ignoreFile.name)
        // What cannot be read is not added to, and exceptions may take back in what is left out.
        guard ignored.diagnostics.isEmpty, !ignored.patterns.hasExceptions else { return [] }
        let added = present.sorted().filter { name in
            !ignored.patterns.matches(name) && !reads.mayRead(name) && !name.contains { "\\*?[]#! \t\r".contains($0) }
        }
        if added.isEmpty { return [] }
        let end = old.count
        let lineEnd = old.contains(0x0D) ? "\r\n" : "\n"
        let text = (old.isEmpty || old.last == 0x0A ? "" : lineEnd) + added.map { $0 + lineEnd }.joined()
        return [
            Fix(
                .ignoreContext, "leave \(added.joined(separator: ", ")) out of the context",
                because: "no instruction reads them, and they are sent and looked at for each build",
                file: .ignoreFile, at: 0, [TextEdit(end..<end, text)])
        ]
    }
}

/// What the instructions of all stages may read of the context.
struct ContextReads {
    private var patterns: [String] = []

    /// - Returns: `nil` where they may read all of it, or where that is not known.
    init?(_ subject: FixSubject) {
        for index in subject.dockerfile.stages.indices {
            let stage = subject.dockerfile.stages[index]
            // What comes with the base image may copy everything.
            if subject.baseStage(of: index) == nil, stage.baseName.text.lowercased() != "scratch" {
                guard subject.facts.bases[stage.baseName.text]?.triggers == [] else { return nil }
            }
            for instruction in stage.instructions {
                guard add(instruction, subject) else { return nil }
            }
        }
    }

    /// Whether an entry of the root, or something in it, may be read.
    func mayRead(_ name: String) -> Bool {
        patterns.contains { pattern in
            guard let parsed = try? IgnorePatterns([pattern]) else { return true }
            return parsed.matches(name)
        }
    }

    private mutating func add(_ instruction: Instruction, _ subject: FixSubject) -> Bool {
        switch instruction.kind {
        case .copy(let copy): return copy.from != nil || add(copy.transfer, subject)
        case .add(let addition): return add(addition.transfer, subject)
        case .onbuild: return false
        case .run(let run):
            return run.mounts.allSatisfy { mount in
                let kind = mount.fields.first { $0.key == "type" }?.value?.text ?? "bind"
                if kind != "bind" || mount.fields.contains(where: { $0.key == "from" }) { return !kind.contains("$") }
                let source = mount.fields.first { ["source", "src"].contains($0.key) }?.value?.text
                return add(source ?? ".", subject)
            }
        default: return true
        }
    }

    private mutating func add(_ transfer: Transfer, _ subject: FixSubject) -> Bool {
        for source in transfer.sources {
            let text = source.text
            if text.contains("://") || text.hasPrefix("git@") { continue }
            guard add(text, subject) else { return false }
        }
        return true
    }

    /// Notes the first part of a path; false where it is the root, or not known.
    private mutating func add(_ path: String, _ subject: FixSubject) -> Bool {
        if path.contains(where: { "$\"'\\`".contains($0) }) { return false }
        let parts = path.split(separator: "/").filter { $0 != "." }
        guard let first = parts.first, !parts.contains("..") else { return false }
        let isPattern = path.contains { "*?[".contains($0) }
        // A link leads somewhere else in the context.
        if isPattern || subject.facts.context?.hasLink(in: parts.joined(separator: "/")) != false {
            if !isPattern || first == "*" || first == "**" { return false }
            guard let parsed = try? IgnorePatterns([String(first)]),
                subject.facts.context?.entries.contains(where: { name in
                    parsed.matches(name) && subject.facts.context?.hasLink(in: name) == true
                }) == false
            else { return false }
        }
        // Another directory than the context is meant, or the file is made later.
        if !isPattern, subject.facts.context?.entries.contains(String(first)) != true { return false }
        patterns.append(String(first))
        return true
    }
}
