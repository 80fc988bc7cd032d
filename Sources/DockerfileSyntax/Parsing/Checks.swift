/// Warnings about what a file says, named as BuildKit's build checks are.
struct Checks {
    private let dockerfile: Dockerfile
    private let emptyContinuations: [SourceRange]
    private var found: [Diagnostic] = []

    init(_ dockerfile: Dockerfile, _ emptyContinuations: [SourceRange]) {
        self.dockerfile = dockerfile
        self.emptyContinuations = emptyContinuations
    }

    /// All warnings, in no particular order.
    mutating func run() -> [Diagnostic] {
        for range in emptyContinuations {
            warn(.noEmptyContinuation, "empty continuation line", "delete the line, or make it a comment", range)
        }
        checkCasing()
        checkStageNames()
        for instruction in dockerfile.globalArguments { checkSecrets(instruction) }
        for stage in dockerfile.stages {
            checkPlatform(stage)
            check(stage)
        }
        return found
    }

    private mutating func warn(_ code: Diagnostic.Code, _ message: String, _ hint: String?, _ range: SourceRange) {
        found.append(.warning(code, message, hint: hint, at: range))
    }

    // MARK: The whole file

    private mutating func checkCasing() {
        let keywords =
            dockerfile.globalArguments.map(\.source.keyword)
            + dockerfile.stages.flatMap { [$0.source.keyword] + $0.instructions.map(\.source.keyword) }
        let lower = keywords.count { $0.text == $0.text.lowercased() }
        let upper = keywords.count { $0.text == $0.text.uppercased() }
        let wantsLower = lower > upper
        for keyword in keywords {
            let wanted = wantsLower ? keyword.text.lowercased() : keyword.text.uppercased()
            guard keyword.text != wanted else { continue }
            let majority = wantsLower ? "lowercase" : "uppercase"
            warn(
                .consistentInstructionCasing,
                "command '\(keyword.text)' should match the case of the command majority (\(majority))",
                "write \(wanted)",
                keyword.range
            )
        }
    }

    private mutating func checkStageNames() {
        var seen: Set<String> = []
        for name in dockerfile.stages.compactMap(\.name) where !seen.insert(name.text).inserted {
            warn(.duplicateStageName, "stage name '\(name.text)' is used more than once", "rename one", name.range)
        }
    }

    // MARK: A stage

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

    private mutating func check(_ stage: Stage) {
        var seen: Set<Keyword> = []
        var hasShell = false
        var hasWorkdir = dockerfile.stages.contains { $0.name?.text == stage.baseName.text.lowercased() }
        for instruction in stage.instructions {
            let range = instruction.source.keyword.range
            switch instruction.kind {
            case .shell: hasShell = true
            case .cmd(.shell), .entrypoint(.shell):
                if !hasShell { warnShellForm(instruction) }
                checkRepeated(instruction, &seen)
            case .cmd, .entrypoint, .healthcheck:
                checkRepeated(instruction, &seen)
            case .workdir(let path):
                if !hasWorkdir { checkWorkdir(path) }
                hasWorkdir = true
            case .maintainer:
                let hint = "write LABEL org.opencontainers.image.authors=\"…\""
                warn(.maintainerDeprecated, "MAINTAINER is deprecated in favor of a label", hint, range)
            case .expose(let expose): checkPorts(expose)
            default: break
            }
            checkSecrets(instruction)
        }
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

    private mutating func checkRepeated(_ instruction: Instruction, _ seen: inout Set<Keyword>) {
        guard !seen.insert(instruction.keyword).inserted else { return }
        let name = instruction.keyword.rawValue
        warn(
            .multipleInstructionsDisallowed,
            "multiple \(name) instructions in one stage: only the last one is used",
            "delete the others",
            instruction.source.keyword.range
        )
    }

    private mutating func checkWorkdir(_ path: ShellWord) {
        guard let first = path.text.unicodeScalars.first(where: { $0 != "\"" && $0 != "'" }) else { return }
        guard first != "/", first != "$" else { return }
        let message = "relative workdir '\(path.text)' can change if the base image changes"
        warn(.workdirRelativePath, message, "write an absolute path", path.range)
    }

    private mutating func checkPorts(_ expose: ExposeInstruction) {
        for port in expose.ports where port.text.contains(":") && !port.text.contains("$") {
            warn(
                .exposeInvalidFormat,
                "EXPOSE should not define an IP address or host-port mapping, found '\(port.text)'",
                "write only the container's port",
                port.range
            )
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
        for name in names where Checks.looksSecret(name.text) {
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

    private static func looksSecret(_ name: String) -> Bool {
        let parts = name.lowercased().split(separator: "_").map(String.init)
        return parts.contains { secretWords.contains($0) } && !parts.contains("public")
    }
}
