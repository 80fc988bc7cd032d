/// Warnings about what stages say. BuildKit gives these only for the stages that a build needs.
struct StageChecks {
    private let dockerfile: Dockerfile
    private var found: [Diagnostic] = []
    /// The stages that set a shell, and those that set a working directory, themselves or below.
    private var withShell: Set<Int> = []
    private var withWorkdir: Set<Int> = []

    init(_ dockerfile: Dockerfile) {
        self.dockerfile = dockerfile
    }

    /// All warnings, in no particular order.
    mutating func run() -> [Diagnostic] {
        for (index, stage) in dockerfile.stages.enumerated() {
            checkPlatform(stage)
            check(stage, at: index)
            checkRepeated(stage)
        }
        return found
    }

    private mutating func warn(_ code: Diagnostic.Code, _ message: String, _ hint: String?, _ range: SourceRange) {
        found.append(.warning(code, message, hint: hint, at: range))
    }

    // MARK: FROM

    private mutating func checkPlatform(_ stage: Stage) {
        guard let platform = stage.platform else { return }
        if platform.text == "$TARGETPLATFORM" || platform.text == "${TARGETPLATFORM}" {
            let message = "setting the platform to \(platform.text) is redundant: it is the default"
            warn(.redundantTargetPlatform, message, "leave --platform out", platform.range)
        } else if !platform.text.contains("$"), !name(of: stage, mentions: platform.text) {
            let message = "FROM --platform should not use the constant value '\(platform.text)'"
            warn(.fromPlatformFlagConstDisallowed, message, "leave it out, or use $BUILDPLATFORM", platform.range)
        }
    }

    /// A stage whose name says for which system or machine it is may name the platform.
    private func name(of stage: Stage, mentions platform: String) -> Bool {
        guard let name = stage.name?.text else { return false }
        return platform.split(separator: "/").contains { name.contains($0.lowercased()) }
    }

    // MARK: Instructions

    private mutating func check(_ stage: Stage, at index: Int) {
        let below = dockerfile.stages[..<index].lastIndex { $0.name?.text == stage.baseName.text.lowercased() }
        var hasShell = below.map { withShell.contains($0) } ?? false
        var hasWorkdir = below.map { withWorkdir.contains($0) } ?? false
        for instruction in stage.instructions {
            let range = instruction.source.keyword.range
            switch instruction.kind {
            case .shell: hasShell = true
            case .cmd(.shell), .entrypoint(.shell):
                if !hasShell { warnShellForm(instruction) }
            case .workdir(let path):
                if !hasWorkdir { checkWorkdir(path) }
                hasWorkdir = true
            case .maintainer:
                let hint = "write LABEL org.opencontainers.image.authors=\"…\""
                warn(.maintainerDeprecated, "MAINTAINER is deprecated in favor of a label", hint, range)
            case .expose(let expose): for port in expose.ports { checkPort(port) }
            default: break
            }
            checkSecrets(instruction)
        }
        if hasShell { withShell.insert(index) }
        if hasWorkdir { withWorkdir.insert(index) }
    }

    private mutating func warnShellForm(_ instruction: Instruction) {
        let name = instruction.keyword.rawValue
        warn(
            .jsonArgsRecommended,
            "JSON arguments recommended for \(name) to prevent unintended behavior related to OS signals",
            "write \(name) [\"PROGRAM\", \"ARGUMENT\"]",
            instruction.source.keyword.range
        )
    }

    /// The last one counts, so the warning stands at each of those before it.
    private mutating func checkRepeated(_ stage: Stage) {
        var last: [Keyword: SourceRange] = [:]
        for instruction in stage.instructions {
            switch instruction.kind {
            case .cmd, .entrypoint, .healthcheck: break
            default: continue
            }
            let earlier = last.updateValue(instruction.source.keyword.range, forKey: instruction.keyword)
            guard let earlier else { continue }
            let name = instruction.keyword.rawValue
            warn(
                .multipleInstructionsDisallowed,
                "multiple \(name) instructions in one stage: only the last one is used", "delete this one", earlier)
        }
    }

    private mutating func checkWorkdir(_ path: ShellWord) {
        guard let first = path.text.unicodeScalars.first(where: { $0 != "\"" && $0 != "'" }) else { return }
        guard first != "/", first != "$" else { return }
        let message = "relative workdir '\(path.text)' can change if the base image changes"
        warn(.workdirRelativePath, message, "write an absolute path", path.range)
    }

    private mutating func checkPort(_ port: ShellWord) {
        if port.text.contains("$") { return }
        if port.text.contains(":") {
            warn(
                .exposeInvalidFormat,
                "EXPOSE should not define an IP address or host-port mapping, found '\(port.text)'",
                "write only the container's port", port.range)
        }
        let protocolName = port.text.split(separator: "/", maxSplits: 1).dropFirst().first.map(String.init) ?? ""
        if protocolName != protocolName.lowercased() {
            warn(
                .exposeProtoCasing, "the protocol '\(protocolName)' of EXPOSE should be lowercase",
                "write \(protocolName.lowercased())", port.range)
        }
    }

    // MARK: Secrets

    private mutating func checkSecrets(_ instruction: Instruction) {
        let names: [ShellWord]
        switch instruction.kind {
        case .arg(let arg): names = arg.definitions.map(\.name)
        case .env(let env): names = env.pairs.map(\.key)
        default: return
        }
        for name in names where Self.looksSecret(name.text) {
            warn(
                .secretsUsedInArgOrEnv,
                "do not use \(instruction.keyword.rawValue) for sensitive data (\(name.text)): it stays in the image",
                "use RUN --mount=type=secret",
                name.range
            )
        }
    }

    private static let secretWords: Set<String> = [
        "apikey", "auth", "credential", "credentials", "key", "password", "pword", "passwd", "secret", "token",
    ]

    /// Names with one of these words are of what need not be kept secret: the path of a file, the version of a program.
    private static let harmlessWords: Set<String> = ["public", "file", "version"]

    private static func looksSecret(_ name: String) -> Bool {
        let parts = Set(name.lowercased().split(separator: "_").map(String.init))
        return !parts.isDisjoint(with: secretWords) && parts.isDisjoint(with: harmlessWords)
    }
}
