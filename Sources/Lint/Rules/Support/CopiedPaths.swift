import DockerfileSyntax

/// What COPY and ADD of a stage have brought, by destination.
struct CopiedPaths {
    private var paths: [String] = []
    private var workdir = "/"

    /// Takes note of what an instruction brings.
    mutating func add(_ instruction: LintInstruction) {
        switch instruction.kind {
        case .workdir(let path): workdir = StagePath.absolute(path.text.trimmingQuotes, in: workdir)
        case .copy(let copy):
            paths.append(StagePath.absolute(copy.transfer.destination.text.trimmingQuotes, in: workdir))
        case .add(let add): paths.append(StagePath.absolute(add.transfer.destination.text.trimmingQuotes, in: workdir))
        default: return
        }
    }

    /// Whether a path is one of them, or a directory above one.
    func covers(_ path: String) -> Bool {
        let path = StagePath.absolute(path, in: workdir)
        return path != "/" && paths.contains { $0 != "/" && ($0 == path || $0.hasPrefix(path + "/")) }
    }
}

/// Paths as a stage means them, without looking at any file system.
enum StagePath {
    /// A path from the root, without a slash at its end and without `.`; variables stay.
    static func absolute(_ path: String, in workdir: String) -> String {
        let whole = path.hasPrefix("/") || path.hasPrefix("$") ? path : workdir + "/" + path
        var parts: [Substring] = []
        for part in whole.split(separator: "/") where part != "." {
            if part == "..", !parts.isEmpty { parts.removeLast() } else { parts.append(part) }
        }
        return (whole.hasPrefix("$") ? "" : "/") + parts.joined(separator: "/")
    }
}
