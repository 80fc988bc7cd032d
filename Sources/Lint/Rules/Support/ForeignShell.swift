import DockerfileSyntax

/// Shells whose language is not that of POSIX.
enum ForeignShell {
    /// Whether a program's name, in small letters and without its directory, is one.
    static func isOne(_ program: String) -> Bool {
        let name = program.hasSuffix(".exe") ? String(program.dropLast(4)) : program
        return ["pwsh", "powershell", "cmd", "nu", "fish"].contains(name)
    }
}

extension LintFile {
    /// Whether a comment says that the base of a stage has such a shell.
    func isForeignShell(of stage: LintStage) -> Bool {
        let next = stages.indices.contains(stage.index + 1) ? stages[stage.index + 1].stage.range.start.offset : Int.max
        return comments.contains { comment in
            guard case .shell(let name)? = Pragma(comment.text) else { return false }
            return ForeignShell.isOne(name.lowercased()) && comment.range.start.offset < next
        }
    }
}
