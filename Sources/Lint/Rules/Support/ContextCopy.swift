import DockerfileSyntax

/// COPY and ADD of the whole context.
enum ContextCopy {
    /// The source that stands for all of the context; `nil` where there is none.
    static func whole(_ instruction: LintInstruction) -> ShellWord? {
        let transfer: Transfer
        switch instruction.kind {
        case .copy(let copy) where copy.from == nil && copy.transfer.excludes.isEmpty: transfer = copy.transfer
        case .add(let add) where add.transfer.excludes.isEmpty: transfer = add.transfer
        default: return nil
        }
        return transfer.sources.first { [".", "./", "/", "*", "./*", "/."].contains($0.text.trimmingQuotes) }
    }
}
