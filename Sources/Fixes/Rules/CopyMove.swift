import DockerfileSyntax

/// A COPY from the context, and what of it can be told from its words.
struct MovableCopy {
    let instruction: Instruction
    let transfer: Transfer
    /// Where it copies to: absolute, or relative to the base image's working directory.
    let destination: String
    /// The sources without `./` and `/`; the empty one is the whole context.
    let sources: [String]

    /// Directories in which programs look for what tells them how to work.
    private static let systemDirectories = [
        "/etc", "/usr", "/bin", "/sbin", "/lib", "/root", "/var/lib", "/var/cache", "/proc", "/dev", "/run",
    ]

    /// - Returns: `nil` where it copies from elsewhere, where a variable decides, or where programs may look at what it brings.
    init?(_ instruction: Instruction, state: StageState) {
        guard case .copy(let copy) = instruction.kind, copy.from == nil, copy.transfer.inlineSources.isEmpty,
            !copy.transfer.keepsParents, copy.transfer.excludes.isEmpty,
            instruction.source.flags.allSatisfy({ ["chown", "chmod", "link"].contains($0.name) }),
            !instruction.source.originalText.contains("$"),
            let destination = StageState.join(state.directory, copy.transfer.destination.text)
        else { return nil }
        let isSystem = Self.systemDirectories.contains { destination == $0 || destination.hasPrefix($0 + "/") }
        if destination == "/" || isSystem && !destination.hasPrefix("/usr/src/") { return nil }
        var sources: [String] = []
        for source in copy.transfer.sources {
            guard let path = StageState.join("", source.text.hasPrefix("/") ? "." + source.text : source.text) else {
                return nil
            }
            sources.append(path)
        }
        self.instruction = instruction
        (transfer, self.destination, self.sources) = (copy.transfer, destination, sources)
    }

    /// The path in the context of what is copied to a path; `nil` where that cannot be told.
    func source(of path: String, isFile: (String) -> Bool) -> String? {
        let isDirectory =
            transfer.destination.text.hasSuffix("/") || transfer.destination.text == "." || sources.count > 1
        for source in sources {
            let name = source.split(separator: "/").last.map(String.init) ?? ""
            if isFile(source) {
                let target = isDirectory || sources.count > 1 ? Self.join(destination, name) : destination
                if target == path { return source }
                continue
            }
            guard let rest = Self.relative(path, to: destination) else { continue }
            let candidate = Self.join(source, rest)
            if isFile(candidate) { return candidate }
        }
        return nil
    }

    /// Whether a command names what is copied, makes the home directory that it goes to, or is led to a copied file by a variable: by one that
    /// names it, or by a list of directories in which its program is found.
    func concerns(_ command: CommandList.Command, _ variables: [String], isFile: (String) -> Bool) -> Bool {
        let makesHome = ["useradd", "adduser"].contains(command.program)
        if makesHome, destination.hasPrefix("/home/") { return true }
        if makesHome, command.arguments.contains(where: { $0.text == destination }) { return true }
        return variables.contains { value in
            value.split(separator: ":").contains { part in
                let path = String(part)
                let program = command.program.map { Self.join(path, $0) }
                return [path, program].contains { $0.flatMap { source(of: $0, isFile: isFile) } != nil }
            }
        }
    }

    /// A COPY of some of the files to where this one brings them; `nil` where one word cannot say that.
    func copying(_ files: [(source: String, target: String)], in bytes: [UInt8]) -> String? {
        let directories = Set(files.map { $0.target.split(separator: "/").dropLast().joined(separator: "/") })
        guard directories.count == 1, let directory = directories.first,
            files.allSatisfy({ file in
                file.source.split(separator: "/").last == file.target.split(separator: "/").last
                    && file.source.utf8.allSatisfy { $0 > 0x20 && !"\"'\\$*?[#".utf8.contains($0) }
            })
        else { return nil }
        let base = destination.split(separator: "/").joined(separator: "/")
        guard let rest = Self.relative(directory, to: base) else { return nil }
        var target = transfer.destination.text
        if target == "." { target = "./" }
        if !target.hasSuffix("/") { target += "/" }
        if !rest.isEmpty { target += rest + "/" }
        let flags = instruction.source.flags.map { flag in
            String(decoding: bytes[flag.range.start.offset..<flag.range.end.offset], as: UTF8.self) + " "
        }
        return instruction.source.keyword.text + " " + flags.joined() + files.map(\.source).joined(separator: " ")
            + " " + target
    }

    private static func relative(_ path: String, to directory: String) -> String? {
        if directory.isEmpty { return path.hasPrefix("/") ? nil : path }
        if path == directory { return "" }
        return path.hasPrefix(directory + "/") ? String(path.dropFirst(directory.count + 1)) : nil
    }

    private static func join(_ directory: String, _ name: String) -> String {
        directory.isEmpty ? name : name.isEmpty ? directory : directory + "/" + name
    }
}
