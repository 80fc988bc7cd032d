import DockerfileSyntax

/// What holds for commands at some place of a stage, from this Dockerfile alone.
struct StageState: Sendable {
    /// The shell of the shell form; `nil` for the default.
    var shell: [String]?
    /// The user as written; `nil` where the base image decides.
    var user: String?
    /// The working directory; relative to that of the base image where it does not begin with `/`, and `nil` where a variable decides.
    var directory: String? = ""
    /// Names that ENV has set.
    var environment: Set<String> = []
    /// The values that ENV has given, as written.
    var values: [String] = []

    /// Whether the shell form goes to a shell that reads POSIX lists.
    var hasPOSIXShell: Bool {
        guard let shell else { return true }
        guard let program = shell.first?.split(separator: "/").last, let last = shell.last else { return false }
        return ["sh", "bash", "ash", "dash"].contains(program) && last.hasPrefix("-") && last.hasSuffix("c")
    }

    /// Whether commands run as root, as far as can be told.
    var isRoot: Bool { user == nil || user == "root" || user == "0" || user == "root:root" || user == "0:0" }

    /// What holds after an instruction.
    mutating func apply(_ instruction: Instruction) {
        switch instruction.kind {
        case .shell(let shell): self.shell = shell
        case .user(let word): user = word.text
        case .workdir(let word): directory = Self.join(directory, word.text)
        case .env(let env):
            environment.formUnion(env.pairs.map(\.key.text))
            values += env.pairs.map { $0.value.text.filter { !"\"'".contains($0) } }
        default: break
        }
    }

    /// A path from a directory; `nil` where a variable, a quote or a Windows path is in it.
    static func join(_ directory: String?, _ path: String) -> String? {
        if path.contains(where: { "$\"'\\`*?[:".contains($0) }) { return nil }
        if path.hasPrefix("/") { return clean(path) }
        guard let directory else { return nil }
        return clean(directory.isEmpty ? path : directory + "/" + path)
    }

    /// The path without empty and `.` parts; `nil` where `..` leads out.
    private static func clean(_ path: String) -> String? {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            guard part != ".." else {
                if parts.popLast() == nil { return nil }
                continue
            }
            parts.append(part)
        }
        return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
    }
}

extension FixSubject {
    /// What holds before an instruction of a stage.
    func state(before instruction: Int, in stage: Int) -> StageState {
        var state = chain.start(of: stage)
        for instruction in dockerfile.stages[stage].instructions[..<instruction] { state.apply(instruction) }
        return state
    }
}
