public import DockerfileSyntax

/// The rule `CopyIgnoredFile`: COPY and ADD of what `.dockerignore` leaves out.
public enum IgnoredCopies {
    /// The warnings about steps that read a context with such an ignore file.
    public static func warnings(_ vertices: [Vertex], ignoring patterns: IgnorePatterns) -> [Diagnostic] {
        vertices.flatMap { vertex -> [Diagnostic] in
            guard case .copy(let step) = vertex.operation, step.source == .context else { return [] }
            let paths = step.sources.enumerated().filter { step.remotes[$0.offset] == nil }
            return paths.map(\.element).compactMap { source in
                let path = LexicalPath.clean("/" + source).dropFirst()
                guard !path.isEmpty, patterns.matches(String(path)) else { return nil }
                return .warning(
                    .copyIgnoredFile,
                    "\(step.isAdd ? "ADD" : "COPY") of '\(source)', which .dockerignore leaves out",
                    hint: "copy another file, or mend .dockerignore", at: vertex.range ?? .start)
            }
        }
    }
}
