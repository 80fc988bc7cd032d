import BuildGraph

/// An addition to the ignore file that leaves out what began a chain of misses.
struct IgnoreProposal {
    static let gitDirectory = ".git"

    /// The paths that are left out, each a file of the context, or `.git` for all that is in it.
    let paths: [String]

    /// - Returns: `nil` where not all files are known or some are gone: nothing can be shown of those then.
    init?(_ files: FileChanges) {
        guard files.counts[2] == 0, let all = files.allPaths, !all.isEmpty else { return nil }
        var paths: [String] = []
        for path in all {
            let isOfGit = path == Self.gitDirectory || path.hasPrefix(Self.gitDirectory + "/")
            let shown = isOfGit ? Self.gitDirectory : path
            // A line cannot hold every name; and without the whole context there is none.
            if shown == "." || shown.contains(where: { $0.isNewline }) || shown.hasSuffix(" ") { return nil }
            if !paths.contains(shown) { paths.append(shown) }
        }
        self.paths = paths
    }

    /// The lines to add: as they are written, no character of a path means anything else.
    var patterns: [String] {
        paths.map { path in
            let escaped = path.reduce(into: "") { text, character in
                if "\\*?[".contains(character) { text += "\\" }
                text.append(character)
            }
            // `#` and `!` at the beginning, and spaces, mean something of their own.
            return "#! \t".contains(escaped.first ?? "x") ? "./" + escaped : escaped
        }
    }

    /// The ignore file with these lines.
    func bytes(after old: [UInt8]) -> [UInt8] {
        let end: [UInt8] = old.isEmpty || old.last == 0x0A ? [] : [0x0A]
        return old + end + Array(patterns.map { $0 + "\n" }.joined().utf8)
    }
}
