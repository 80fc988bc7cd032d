import DockerfileSyntax

/// What the layers of a stage have made so far, as far as the text tells.
struct MadePaths {
    private var paths: [(path: String, line: Int)] = []
    /// The directory in force.
    var workdir = "/"

    /// A path that a command removes.
    struct Removed {
        let range: Range<Int>
        let line: Int
    }

    /// Takes note of what COPY and ADD bring.
    mutating func add(_ instruction: LintInstruction) {
        let transfer: Transfer
        switch instruction.kind {
        case .copy(let copy): transfer = copy.transfer
        case .add(let add): transfer = add.transfer
        default: return
        }
        let target = transfer.destination.text.trimmingQuotes
        let line = instruction.range.start.line
        for source in transfer.sources {
            let name = source.text.trimmingQuotes.split(separator: "/").last.map(String.init) ?? ""
            let isFileName = !name.isEmpty && name != "." && !name.contains("*")
            if target.hasSuffix("/") || target == "." {
                if isFileName { paths.append((StagePath.absolute(target + "/" + name, in: workdir), line)) }
            } else {
                paths.append((StagePath.absolute(target, in: workdir), line))
            }
        }
    }

    /// Takes note of what a RUN leaves behind: downloads, lists of packages, caches.
    mutating func add(_ run: LintRun, at line: Int) {
        var workdir = workdir
        var made: [String] = []
        for command in run.commands {
            if command.name == "cd", let path = command.operands().first?.text {
                workdir = StagePath.absolute(path, in: workdir)
            }
            made += Self.made(by: command).map { StagePath.absolute($0, in: workdir) }
            guard command.baseName == "rm" else { continue }
            let gone = command.operands().map { StagePath.absolute(Self.withoutPattern($0.text), in: workdir) }
            made.removeAll { path in gone.contains { path == $0 || path.hasPrefix($0 + "/") } }
        }
        let mounts = run.unkeptTargets
        paths += made.filter { path in !mounts.contains { path.hasPrefix($0) } }.map { ($0, line) }
    }

    private static func made(by command: CommandLine) -> [String] {
        switch command.baseName {
        case "apt-get" where command.has("update"), "apt" where command.has("update"): return ["/var/lib/apt/lists"]
        case "yum", "dnf": return command.has("install") ? ["/var/cache/\(command.baseName)"] : []
        case "apk": return command.has("add", "update") && !command.hasFlag("no-cache") ? ["/var/cache/apk"] : []
        case "curl":
            return command.values(of: "o", "output").map(\.text)
                + (command.hasFlag("O", "remote-name") ? lastParts(command) : [])
        case "wget":
            let named = command.values(of: "O", "output-document").map(\.text)
            return named.isEmpty && !command.texts.contains { $0.hasPrefix("-O") || $0.hasSuffix("O-") }
                ? lastParts(command) : named
        case "git":
            guard command.operands().first?.text == "clone", let last = command.operands().last?.text else { return [] }
            let name = last.split(separator: "/").last.map(String.init) ?? last
            return [
                last.contains("://") || last.hasPrefix("git@")
                    ? (name.hasSuffix(".git") ? String(name.dropLast(4)) : name) : last
            ]
        default: return []
        }
    }

    private static func lastParts(_ command: CommandLine) -> [String] {
        command.texts.filter { $0.contains("://") }.compactMap { address in
            address.prefix { $0 != "?" && $0 != "#" }.split(separator: "/").dropFirst(2).last.map(String.init)
        }
    }

    private static func withoutPattern(_ path: String) -> String {
        var parts = path.split(separator: "/", omittingEmptySubsequences: false)
        while let last = parts.last, last.contains("*") || last.isEmpty, parts.count > 1 { parts.removeLast() }
        return parts.joined(separator: "/")
    }

    /// The path that a command removes although a layer below has it; `nil` where there is none.
    func removed(by command: CommandLine, mounts: [String]) -> Removed? {
        guard command.baseName == "rm" else { return nil }
        for operand in command.operands() {
            let path = StagePath.absolute(Self.withoutPattern(operand.text), in: workdir)
            if path == "/"
                || path.hasPrefix("/tmp") && operand.text.hasSuffix("*")
                    && !paths.contains(where: { $0.path.hasPrefix("/tmp/") })
            {
                continue
            }
            if mounts.contains(where: { path.hasPrefix($0) || $0.hasPrefix(path + "/") }) { continue }
            guard let made = paths.last(where: { $0.path == path || $0.path.hasPrefix(path + "/") }) else { continue }
            return Removed(range: operand.range, line: made.line)
        }
        return nil
    }
}
