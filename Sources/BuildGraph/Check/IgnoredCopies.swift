public import DockerfileSyntax

/// The rule `CopyIgnoredFile`: COPY and ADD of what `.dockerignore` leaves out.
public enum IgnoredCopies {
    /// The warnings about steps that read a context with such an ignore file.
    public static func warnings(_ vertices: [Vertex], ignoring patterns: IgnorePatterns) -> [Diagnostic] {
        vertices.flatMap { vertex -> [Diagnostic] in
            guard case .copy(let step) = vertex.operation, step.source == .context else { return [] }
            let paths = step.sources.enumerated().filter { step.remotes[$0.offset] == nil }
            return paths.map(\.element).compactMap { source in
                guard isIgnored(source, patterns) else { return nil }
                return .warning(
                    .copyIgnoredFile,
                    "\(step.isAdd ? "ADD" : "COPY") of '\(source)', which .dockerignore leaves out",
                    hint: "copy another file, or mend .dockerignore", at: vertex.range ?? .start)
            }
        }
    }

    /// Whether a source is left out with all that is below it: no pattern takes anything of it back in.
    private static func isIgnored(_ source: String, _ patterns: IgnorePatterns) -> Bool {
        let path = String(LexicalPath.clean("/" + source).dropFirst())
        if path.isEmpty { return patterns.ignoresEverything }
        guard patterns.matches(path) else { return false }
        let parts = path.split(separator: "/")
        let literal = parts.prefix { !$0.contains { "*?[\\".contains($0) } }
        // What wildcards stand for is anything below the directory that has none.
        if literal.isEmpty { return !patterns.hasExceptions }
        return patterns.canSkipDirectory(Array(literal.joined(separator: "/").utf8))
    }
}
