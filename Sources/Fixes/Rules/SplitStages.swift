import DockerfileSyntax

/// Builds in a stage of its own, where it is known what comes of it: the last RUN names its output by a whole path.
///
/// What only building needs is not in the image then: the sources, and the packages of compilers. Whether the program still works has
/// to be asked of both images.
struct SplitStages: FixRule {
    func fixes(in subject: FixSubject) -> [Fix] {
        guard subject.dockerfile.stages.count == 1, subject.isPOSIX(0), let split = Split(subject) else { return [] }
        let stage = subject.dockerfile.stages[0]
        let end = stage.baseName.range.end.offset
        let place = split.build.range.end.offset
        var fix = Fix(
            .splitStages, "build in a stage of its own, and copy \(split.outputs.joined(separator: " and "))",
            because: "compilers and sources are needed to build, and not to run", at: stage.range.start.offset,
            [TextEdit(end..<end, " AS build"), TextEdit(place..<place, split.text(in: subject))])
        fix.lostPaths = split.sources
        return [fix]
    }
}

/// What of a stage belongs to building, and what to the image.
private struct Split {
    /// The RUN that builds.
    let build: Instruction
    /// What it makes: absolute paths.
    let outputs: [String]
    /// Where the sources were copied to.
    let sources: [String]
    /// The instructions before that the image needs too, as text.
    private let kept: [String]

    /// Packages that are there to build.
    private static let tools: Set<String> = [
        "gcc", "g++", "cc", "make", "cmake", "build-essential", "clang", "golang", "golang-go", "rustc", "cargo",
        "pkg-config", "autoconf", "automake", "libtool", "meson", "ninja-build", "musl-dev", "musl-tools", "git",
        "bison", "flex", "nasm",
    ]

    init?(_ subject: FixSubject) {
        let stage = subject.dockerfile.stages[0]
        let base = stage.baseName.text
        guard stage.name == nil, !base.contains("$"), base.lowercased() != "scratch",
            let last = stage.instructions.lastIndex(where: { $0.keyword == .run }),
            let list = CommandList(stage.instructions[last], in: subject.parsed.text), list.isPlainList
        else { return nil }
        var outputs: [String] = []
        for command in list.commands { outputs += Self.outputs(of: command) }
        guard !outputs.isEmpty, list.commands.contains(where: Self.isBuild) else { return nil }
        var copies: [(target: String, place: Int, text: String)] = []
        var kept: [String] = []
        var hasTools = false
        var state = StageState()
        for instruction in stage.instructions[..<last] {
            state.apply(instruction)
            switch instruction.kind {
            case .env, .label, .workdir, .shell, .expose, .stopsignal:
                kept.append(subject.text(of: instruction.range))
            case .copy(let copy):
                guard copy.from == nil, let target = StageState.join(state.directory, copy.transfer.destination.text),
                    target.hasPrefix("/"), target != "/"
                else { return nil }
                copies.append((target, kept.count, subject.text(of: instruction.range)))
            case .run:
                guard let text = Self.installation(instruction, in: subject) else { return nil }
                if !text.isEmpty { kept.append(text) }
                hasTools = hasTools || text != subject.text(of: instruction.range)
            default: return nil
            }
        }
        // What the last RUN does not look at is no source: the image needs it.
        let isSource = { (target: String) in Self.reads(list, in: state.directory, target) }
        let sources = copies.map(\.target).filter(isSource)
        for copy in copies.reversed() where !isSource(copy.target) { kept.insert(copy.text, at: copy.place) }
        // What is made among the sources would go with them only in name.
        guard hasTools, !sources.isEmpty,
            !outputs.contains(where: { output in sources.contains { output.hasPrefix($0 + "/") } }),
            stage.instructions[(last + 1)...].allSatisfy({ ![.onbuild, .volume, .arg].contains($0.keyword) })
        else { return nil }
        (build, self.outputs, self.sources, self.kept) = (stage.instructions[last], outputs, sources, kept)
    }

    /// The second stage up to where the first one ended.
    func text(in subject: FixSubject) -> String {
        let lineEnd = subject.lineEnd
        let base = subject.dockerfile.stages[0]
        let platform = base.platform.map { "--platform=\($0.text) " } ?? ""
        let copies = outputs.map { "COPY --from=build \($0) \($0)" }
        return ([lineEnd, "FROM \(platform)\(base.baseName.text)"] + kept + copies).joined(separator: lineEnd)
    }

    /// Whether commands work in a path, above it or below it, or name it.
    private static func reads(_ list: CommandList, in directory: String?, _ path: String) -> Bool {
        guard let directory else { return true }
        let isBelow = !["", "/"].contains(directory) && path.hasPrefix(directory + "/")
        if isBelow || (directory + "/").hasPrefix(path + "/") { return true }
        return list.commands.contains { command in
            command.changesDirectory || command.words.contains { $0.value?.contains(path) != false }
        }
    }

    private static func isBuild(_ command: CommandList.Command) -> Bool {
        let programs: Set<String> = [
            "make", "go", "gcc", "g++", "cc", "c++", "clang", "cargo", "rustc", "cmake", "ninja",
        ]
        return command.program.map(programs.contains) == true
    }

    /// Files that a command says it makes, by whole paths.
    private static func outputs(of command: CommandList.Command) -> [String] {
        let words = command.arguments
        guard let program = command.program, words.allSatisfy({ $0.value != nil }) else { return [] }
        switch program {
        case "go", "gcc", "g++", "cc", "c++", "clang", "rustc":
            guard let option = words.firstIndex(where: { $0.text == "-o" }), option + 1 < words.count else { return [] }
            let path = words[option + 1].text
            return path.hasPrefix("/") && !path.hasSuffix("/") ? [path] : []
        case "cp", "install", "mv":
            let operands = words.map(\.text).filter { !$0.hasPrefix("-") && !$0.allSatisfy(\.isNumber) }
            guard operands.count == 2, operands[1].hasPrefix("/"), !operands[0].contains("*") else { return [] }
            let name = operands[0].split(separator: "/").last.map(String.init) ?? ""
            let isDirectory =
                operands[1].hasSuffix("/") || ["/usr/local/bin", "/usr/bin", "/bin"].contains(operands[1])
            return [isDirectory ? operands[1] + (operands[1].hasSuffix("/") ? "" : "/") + name : operands[1]]
        default: return []
        }
    }

    /// A RUN that installs packages, without those for building: empty where none is left, `nil` for another RUN.
    private static func installation(_ instruction: Instruction, in subject: FixSubject) -> String? {
        guard let list = CommandList(instruction, in: subject.parsed.text), list.isPlainList else { return nil }
        var words: [Range<Int>] = []
        var left = 0
        for command in list.commands {
            if command.isCleanUp || command.isHarmlessSet || command.package?.kind == .aptUpdate { continue }
            guard let (kind, verb) = command.package, kind == .aptInstall || kind == .apkAdd else { return nil }
            for word in command.arguments where word.range != verb.range && !word.text.hasPrefix("-") {
                if tools.contains(word.text) || word.text.hasSuffix("-dev") {
                    words.append(word.range)
                } else {
                    left += 1
                }
            }
        }
        if left == 0 { return "" }
        guard let removed = list.removing([], words: words, in: subject.bytes),
            let text = TextEdit.apply(removed, to: subject.bytes)
        else { return nil }
        let shorter = subject.bytes.count - text.count
        let range = instruction.range.start.offset..<(instruction.range.end.offset - shorter)
        return String(decoding: text[range], as: UTF8.self)
    }
}

extension FixSubject {
    fileprivate func text(of range: SourceRange) -> String {
        String(decoding: bytes[range.start.offset..<range.end.offset], as: UTF8.self)
    }
}
