import DockerfileSyntax

/// What a command needs of the files that a COPY brings.
enum CommandNeed: Sendable, Hashable {
    /// Nothing.
    case nothing
    /// These paths, absolute or relative to the same directory as the COPY's destination.
    case files([String])
}

/// Tells what commands need of the files that were copied before them, for commands of which that is known.
struct Dependencies {
    /// The files that there would be at a path: their content; `nil` where there is none.
    let read: (String) -> [UInt8]?

    /// What a command needs; `nil` where that is not known.
    func need(of command: CommandList.Command, in directory: String?) -> CommandNeed? {
        guard !command.isRedirected, let program = command.program else { return nil }
        if command.isHarmlessSet { return .nothing }
        if let pip = command.pipArguments { return pipNeed(pip, directory) }
        switch program {
        case "apt-get", "apt", "apk", "yum", "dnf", "microdnf":
            // `./package.deb` is a file.
            return command.arguments.contains { $0.text.contains("/") || $0.value == nil } ? nil : .nothing
        case "useradd", "adduser", "groupadd", "addgroup", "usermod":
            return command.arguments.allSatisfy { $0.value != nil } ? .nothing : nil
        case "rm", "mkdir":
            let paths = command.arguments.filter { !$0.text.hasPrefix("-") }.map(\.text)
            let known = ["/var/lib/apt/lists", "/var/cache/", "/var/tmp/", "/root/.cache"]
            return paths.allSatisfy { path in known.contains { path.hasPrefix($0) } } ? .nothing : nil
        case "npm": return npmNeed(command, directory)
        case "yarn":
            // What it says may name programs and plug-ins among the sources.
            if isThere(".yarnrc.yml", directory) { return nil }
            return named(command, directory, ["install"], optionalVerb: true, "package.json", ["yarn.lock", ".yarnrc"])
        case "pnpm":
            if isThere("pnpm-workspace.yaml", directory) || isThere(".pnpmfile.cjs", directory) { return nil }
            return named(command, directory, ["install", "i"], "package.json", ["pnpm-lock.yaml", ".npmrc"])
        case "go":
            guard command.arguments.prefix(2).map(\.text) == ["mod", "download"], command.arguments.count == 2 else {
                return nil
            }
            // A workspace has modules besides.
            if isThere("go.work", directory) { return nil }
            return files("go.mod", ["go.sum"], directory) { !$0.contains("=> .") }
        case "bundle":
            return named(command, directory, ["install"], "Gemfile", ["Gemfile.lock"])
        case "poetry":
            guard command.has("--no-root") else { return nil }
            return named(command, directory, ["install"], "pyproject.toml", ["poetry.lock"])
        default: return nil
        }
    }

    // MARK: pip

    private static let pipFlags: Set<String> = [
        "--no-cache-dir", "--upgrade", "-U", "-q", "-qq", "--quiet", "--user", "--no-deps", "--prefer-binary", "--pre",
        "--disable-pip-version-check", "--root-user-action=ignore", "--break-system-packages", "--no-compile",
        "--no-input", "--require-hashes", "-v", "--no-build-isolation", "--force-reinstall", "--ignore-installed",
    ]
    private static let pipValues: Set<String> = [
        "-i", "--index-url", "--extra-index-url", "--trusted-host", "--timeout", "--retries", "--default-timeout",
    ]

    private func pipNeed(_ words: ArraySlice<CommandList.Word>, _ directory: String?) -> CommandNeed? {
        let words = Array(words)
        guard let verb = words.firstIndex(where: { !$0.text.hasPrefix("-") }), words[verb].text == "install" else {
            return nil
        }
        var paths: [String] = []
        var index = 0
        while index < words.count {
            let word = words[index]
            index += 1
            guard let value = word.value else { return nil }
            if index - 1 == verb || Self.pipFlags.contains(value) { continue }
            if Self.pipValues.contains(value) {
                index += 1
            } else if ["-r", "--requirement"].contains(value) {
                guard index < words.count, let path = words[index].value else { return nil }
                paths.append(path)
                index += 1
            } else if value.hasPrefix("--requirement=") {
                paths.append(String(value.dropFirst("--requirement=".count)))
            } else if value.hasPrefix("-") {
                guard let equals = value.firstIndex(of: "="), Self.pipValues.contains(String(value[..<equals])) else {
                    return nil
                }
            } else if !Self.isPackage(value) {
                return nil
            }
        }
        return paths.isEmpty ? .nothing : requirements(paths, directory)
    }

    /// A name with a version, and no path.
    private static func isPackage(_ text: String) -> Bool {
        text.first.map { $0.isASCII && ($0.isLetter || $0.isNumber) } == true && !text.contains("/")
            && !text.hasSuffix(".whl") && !text.hasSuffix(".gz") && !text.hasSuffix(".zip")
    }

    private func requirements(_ paths: [String], _ directory: String?) -> CommandNeed? {
        var all: [String] = []
        for path in paths {
            guard let full = StageState.join(directory, path), let bytes = read(full) else { return nil }
            let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
            let isAlone = lines.allSatisfy { line in
                let text = line.drop { $0 == " " || $0 == "\t" }
                if text.hasPrefix("-") {
                    return text.hasPrefix("--hash") || text.hasPrefix("-i ") || text.hasPrefix("--index-url")
                        || text.hasPrefix("--extra-index-url")
                }
                return !text.hasPrefix(".") && !text.hasPrefix("/") && !text.contains("file:")
            }
            guard isAlone else { return nil }
            all.append(full)
        }
        return .files(all)
    }

    // MARK: Others

    private func npmNeed(_ command: CommandList.Command, _ directory: String?) -> CommandNeed? {
        let words = command.arguments.map(\.text)
        guard let verb = words.first(where: { !$0.hasPrefix("-") }), command.arguments.allSatisfy({ $0.value != nil })
        else { return nil }
        if verb == "cache" { return .nothing }
        guard ["ci", "install", "i"].contains(verb) else { return nil }
        if words.contains("-g") || words.contains("--global") {
            return words.allSatisfy { !$0.hasPrefix(".") && !$0.hasPrefix("/") } ? .nothing : nil
        }
        return named(
            command, directory, ["ci", "install", "i"], "package.json",
            ["package-lock.json", "npm-shrinkwrap.json", ".npmrc"])
    }

    private func isThere(_ name: String, _ directory: String?) -> Bool {
        guard let directory else { return true }
        return read(Self.path(name, in: directory)) != nil
    }

    /// A command of one verb and options alone that reads files of fixed names.
    private func named(
        _ command: CommandList.Command, _ directory: String?, _ verbs: Set<String>, optionalVerb: Bool = false,
        _ file: String, _ others: [String]
    ) -> CommandNeed? {
        guard command.arguments.allSatisfy({ $0.value != nil }) else { return nil }
        let words = command.arguments.map(\.text)
        let operands = words.filter { !$0.hasPrefix("-") }
        let isAsked = operands.count == 1 && verbs.contains(operands[0]) || optionalVerb && operands.isEmpty
        guard isAsked, !words.contains(where: { $0.hasPrefix("--prefix") || $0 == "-C" || $0.hasPrefix("--cwd") })
        else {
            return nil
        }
        let ignoresScripts = words.contains("--ignore-scripts")
        return files(file, others, directory) { text in
            // What runs or refers to the sources needs them.
            let scripts = ["\"preinstall\"", "\"install\"", "\"postinstall\"", "\"prepare\"", "\"prepublish\""]
            let references = [
                "\"file:", "\"link:", "\"workspace", "\"patchedDependencies\"", "gemspec", "path:", "path =",
            ]
            return !references.contains(where: text.contains)
                && (ignoresScripts || !scripts.contains(where: text.contains))
        }
    }

    private func files(
        _ name: String, _ others: [String], _ directory: String?, where isAlone: (String) -> Bool
    ) -> CommandNeed? {
        guard let directory, let bytes = read(Self.path(name, in: directory)),
            isAlone(String(decoding: bytes, as: UTF8.self))
        else { return nil }
        return .files(
            [Self.path(name, in: directory)]
                + others.map { Self.path($0, in: directory) }.filter { read($0) != nil })
    }

    private static func path(_ name: String, in directory: String) -> String {
        directory.isEmpty ? name : directory.hasSuffix("/") ? directory + name : directory + "/" + name
    }
}
