extension CommandList.Command {
    /// What package managers call removing what is not needed any more.
    private static let cleaners: [String: Set<String>] = [
        "apt-get": ["clean", "autoclean", "autoremove", "purge", "remove"],
        "apt": ["clean", "autoclean", "autoremove", "purge", "remove"],
        "yum": ["clean", "autoremove", "remove"], "dnf": ["clean", "autoremove", "remove"],
        "microdnf": ["clean", "remove"], "zypper": ["clean", "cc"], "apk": ["del"], "conda": ["clean"],
        "gem": ["cleanup"],
    ]
    private static let cacheCleaners: [String: Set<String>] = [
        "npm": ["clean"], "yarn": ["clean"], "pip": ["purge"], "pip3": ["purge"], "apk": ["clean", "purge"],
        "uv": ["clean", "prune"],
    ]

    /// Whether it does nothing but remove files, or what a package manager can do without.
    var isCleanUp: Bool {
        guard !isRedirected, let program, words.count == invocation.count else { return false }
        if program == "rm" { return removedPaths != nil }
        // Only words that mean themselves.
        guard arguments.allSatisfy({ $0.value == $0.text }) else { return false }
        let verbs = arguments.map(\.text).filter { !$0.hasPrefix("-") }
        guard let verb = verbs.first else { return false }
        if verb == "cache", verbs.count > 1, let known = Self.cacheCleaners[program] { return known.contains(verbs[1]) }
        return Self.cleaners[program]?.contains(verb) == true
    }

    /// The paths that `rm` removes, as written, patterns among them; `nil` for another program, and for words that are not known.
    var removedPaths: [String]? {
        guard program == "rm" else { return nil }
        var paths: [String] = []
        for word in arguments {
            if word.text.hasPrefix("-") {
                let known = ["-r", "-f", "-rf", "-fr", "-R", "-Rf", "-fR", "-v", "-rfv", "-vrf", "-rvf", "--force"]
                guard known.contains(word.text) || word.text == "--recursive" else { return nil }
                continue
            }
            let isPlain = word.text.utf8.allSatisfy { byte in
                byte >= 0x80 || Character(Unicode.Scalar(byte)).isLetter || Character(Unicode.Scalar(byte)).isNumber
                    || "/._*?-+@:,%=".utf8.contains(byte)
            }
            guard isPlain, !word.text.allSatisfy({ $0 == "/" || $0 == "." }) else { return nil }
            paths.append(word.text)
        }
        return paths.isEmpty ? nil : paths
    }

    /// Whether what it does depends on the working directory.
    var needsDirectory: Bool {
        guard let paths = removedPaths else { return false }
        return paths.contains { !$0.hasPrefix("/") }
    }
}
