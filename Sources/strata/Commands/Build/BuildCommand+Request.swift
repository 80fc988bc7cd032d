import BuildGraph
import Builder
import Distribution
import LinuxSystem
import OCI
import Registry
import Storage
import SystemPackage

extension BuildCommand {
    /// What the options ask of the builder.
    func buildRequest(_ command: CommandContext) throws -> BuildRequest {
        var request = try source(command)
        request.tags = try tags.map { try ImageReference(parsing: $0).withDefaultTag() }
        request.target = target
        request.buildArguments = try arguments(command.environment)
        request.labels = try labels.map(NamedValue.label)
        request.platforms = try buildPlatforms(command.settings)
        request.annotations = ImageAnnotations(
            try annotations.map { try AnnotationOption(parsing: $0).entries }.flatMap { $0 })
        request.noCache = noCache
        for text in namedContexts {
            let (name, value) = try Self.namedContext(text)
            request.namedContexts[name] = value
        }
        request.uncachedStages = Set(uncachedStages.flatMap { $0.split(separator: ",") }.map { $0.lowercased() })
        let network = try network ?? command.settings.choice(.network)?.text ?? "host"
        guard let mode = BuildOptions.Network(rawValue: network == "default" ? "host" : network) else {
            throw UsageError("--network \(network): a step's network is host or none", hint: "write --network host")
        }
        request.network = mode
        if let jobs, jobs < 1 {
            throw UsageError(
                "--jobs \(jobs): at least one step must be able to run", hint: "leave it out for one for each core")
        }
        request.jobs = try jobs ?? command.settings.choice(.jobs).flatMap { Int($0.text) }
        request.runtime = try runtime ?? command.settings.choice(.runtime)?.text
        let name = "SOURCE_DATE_EPOCH"
        // As buildx, which hands the variable on as a build argument: it may name what has the time.
        let word = command.environment[name].flatMap { $0.isEmpty || Int64($0) != nil ? nil : $0 }
        if let word { request.buildArguments[name] = request.buildArguments[name] ?? word }
        let limit = word == nil ? try command.sourceDateEpoch : nil
        request.sourceDateEpoch = limit?.seconds
        if push, request.tags.isEmpty {
            throw UsageError("--push: tag is needed when pushing to registry", hint: "give it a name with -t")
        }
        let attested = AttestationOptions(attestations: attestations, provenance: provenance, packages: sbom)
        request.provenance = try attested.request()
        if try attested.listsPackages {
            request.statements = [try .packages(limit: limit, command)]
        }
        request.outputs = try outputs.map { try BuildOutput(parsing: $0) }
        if request.tags.isEmpty, request.outputs.contains(where: { $0.isPushed && $0.names == nil }) {
            throw UsageError(
                "--output: tag is needed when pushing to registry", hint: "give it a name with -t, or with name=NAME")
        }
        request.cacheSources = try cacheSources.flatMap { try CacheSource.all(in: $0) }
        request.cacheRegistry = RegistryCaches(settings: RegistrySettings(environment: command.environment))
        request.cacheTargets = try cacheTargets.flatMap { try CacheTarget.all(in: $0) }
        if command.output.isTerminal, let output = request.outputs.first(where: { $0.destination == .standardOutput }) {
            throw UsageError(
                "--output type=\(output.kind.rawValue): an archive is not written to a terminal",
                hint: "name a file with dest=PATH, or send the output to one")
        }
        request.proxyEnvironment = Self.proxies(in: command.environment)
        request.environment = command.environment
        request.keepsFailed = keepFailed
        if !requireCached.isEmpty {
            if noCache {
                throw UsageError("--require-cached with --no-cache can never be", hint: "leave out one of the two")
            }
            request.requiredCached = requireCached.contains("") ? [] : requireCached.map { StepSelector($0) }
        }
        request.allowsSecretsInLayers = allowSecretInLayer
        try Self.addSecrets(secrets, agents: agents, to: &request, command.environment)
        try addSandbox(to: &request)
        return request
    }

    /// `--platform`, several of them in one text or in several; `local` is this machine's.
    private func buildPlatforms(_ settings: Settings) throws -> [Platform] {
        let texts = try platforms.isEmpty ? [settings.choice(.platform)?.text].compactMap { $0 } : platforms
        var result: [Platform] = []
        for text in texts.flatMap({ $0.split(separator: ",") }) {
            let word = text.trimmingPrefix { $0 == " " }
            let platform = word == "local" ? .host : try Platform(parsing: String(word))
            if !result.contains(where: { $0.isSame(as: platform) }) { result.append(platform) }
        }
        return result
    }

    private func addSandbox(to request: inout BuildRequest) throws {
        request.sandbox = try SandboxOptions(
            hosts: hosts, sharedMemory: shmSize, limits: limits, groupParent: cgroupParent
        ).sandbox()
        for entitlement in try allowed.flatMap({ try OptionFields.split($0, of: "--allow") }) {
            switch entitlement {
            case "security.insecure": request.allowsInsecure = true
            // The host's network is what steps have.
            case "network.host": break
            case "device": request.allowedDevices.insert("*")
            case _ where entitlement.hasPrefix("device="):
                request.allowedDevices.insert(String(entitlement.dropFirst("device=".count)))
            default:
                throw UsageError(
                    "--allow \(entitlement): there is no such entitlement",
                    hint: "write --allow security.insecure or --allow device")
            }
        }
    }

    /// Secrets are read now, and from now on no core file of this process is written.
    static func addSecrets(
        _ secrets: [String], agents: [String], to request: inout BuildRequest, _ environment: [String: String]
    ) throws {
        for text in agents {
            let agent = try AgentOption(parsing: text, environment: environment)
            request.agents[agent.id] = agent.socket
            if let own = agent.keyAgent { HostProcess.keepUntilEnd(own) }
        }
        if secrets.isEmpty { return }
        try CoreDumps.forbid()
        for text in secrets {
            let secret = try SecretOption(parsing: text, environment: environment)
            request.secrets[secret.id] = try secret.value(environment)
        }
    }

    /// Context and Dockerfile, from the words given.
    private func source(_ command: CommandContext) throws -> BuildRequest {
        if context == "-" {
            if file == "-" {
                throw UsageError(
                    "-f - and a context of - : both would come from standard input",
                    hint: "leave out -f, or name a directory as the context")
            }
            return BuildRequest(
                context: .stream(try FileHandle.duplicating(0)), dockerfile: .file(FilePath(file ?? "Dockerfile")))
        }
        let directory = FilePath(context)
        if let address = remoteContext {
            let dockerfile: BuildRequest.Source =
                file == "-"
                ? .bytes(try HostFile.standardInput(), name: "Dockerfile") : .file(FilePath(file ?? "Dockerfile"))
            return BuildRequest(context: .remote(address), dockerfile: dockerfile)
        }
        if file == "-" {
            return BuildRequest(
                context: .directory(directory), dockerfile: .bytes(try HostFile.standardInput(), name: "Dockerfile"))
        }
        let dockerfile = file.map { FilePath($0) } ?? directory.appending("Dockerfile")
        return BuildRequest(context: .directory(directory), dockerfile: .file(dockerfile))
    }

    /// `--build-context NAME=VALUE`.
    private static func namedContext(_ text: String) throws -> (name: String, value: BuildRequest.NamedContext) {
        let word = NamedValue(text)
        guard !word.name.isEmpty, let value = word.value, !value.isEmpty else {
            throw UsageError(
                "--build-context \(text): it is not of the form NAME=VALUE",
                hint: "write --build-context assets=../assets or --build-context base=docker-image://debian")
        }
        let key = NamedContext.key(word.name)
        if value.hasPrefix("docker-image://") {
            let image = String(value.dropFirst(15))
            if image != "scratch" { _ = try ImageReference(parsing: image) }
            return (key, .image(image))
        }
        if value.hasPrefix(LayoutReference.scheme) {
            let reference = try LayoutReference(parsing: String(value.dropFirst(LayoutReference.scheme.count)))
            if (try? DirectoryHandle.open(reference.path)) != nil { return (key, .layout(reference)) }
            throw UsageError(
                "--build-context \(text): there is no directory “\(reference.path)”",
                hint: "paths are relative to where you are")
        }
        if (try? DirectoryHandle.open(FilePath(value))) != nil { return (key, .directory(FilePath(value))) }
        let isFile = value.hasPrefix("https://") || value.hasPrefix("http://")
        if isFile || GitReference.isReference(value) { return (key, .remote(value)) }
        if let scheme = value.firstRange(of: "://") {
            throw UsageError(
                "--build-context \(text): there is no kind of context “\(value[..<scheme.lowerBound])”",
                hint:
                    "write a directory, docker-image://NAME, oci-layout://DIRECTORY or the address of a repository or file"
            )
        }
        throw UsageError(
            "--build-context \(text): there is no directory “\(value)”", hint: "paths are relative to where you are")
    }

    /// The address that the context is; `nil` for a directory, which a name that is one always means.
    private var remoteContext: String? {
        if (try? DirectoryHandle.open(FilePath(context))) != nil { return nil }
        if context.hasPrefix("github.com/") {
            let repository = context.prefix { $0 != "#" && $0 != "?" }
            let suffix = repository.hasSuffix(".git") ? "" : ".git"
            return "https://\(repository)\(suffix)\(context[repository.endIndex...])"
        }
        let isFile = context.hasPrefix("https://") || context.hasPrefix("http://")
        return isFile || GitReference.isReference(context) ? context : nil
    }

    /// `--build-arg NAME` without a value takes it from the environment, and is nothing where that has none.
    private func arguments(_ environment: [String: String]) throws -> [String: String] {
        var result: [String: String] = [:]
        for text in buildArguments {
            let word = NamedValue(text)
            if word.name.isEmpty {
                throw UsageError(
                    "--build-arg \(text): there is no name before the equals sign", hint: "write --build-arg NAME=value"
                )
            }
            if let value = word.value ?? environment[word.name] { result[word.name] = value }
        }
        return result
    }

    /// What the cache may take on the disk that a path is on; `nil` for no bound.
    static func cacheBound(_ command: CommandContext, disk: FilePath) throws -> Int64? {
        let size = try command.settings.choice(.cacheSize).flatMap { CacheSize($0.text) } ?? .share(percent: 20)
        if case .bytes(let bytes) = size { return bytes }
        return size == .unlimited ? nil : size.bytes(of: try DiskSpace(of: disk))
    }

    /// How much of the history stays, by the settings.
    static func historyLimits(_ command: CommandContext, disk: FilePath) throws -> HistoryLimits {
        var limits = HistoryLimits()
        if let count = try command.settings.choice(.historyBuilds).flatMap({ Int64($0.text) }) { limits.builds = count }
        if let size = try command.settings.choice(.historySize).flatMap({ CacheSize($0.text) }) {
            limits.logBytes = size == .unlimited ? nil : size.bytes(of: try DiskSpace(of: disk))
        }
        if let text = try command.settings.choice(.historyAge)?.text, text != "none" {
            let now = Timestamp.now()
            limits.age = Moment.before(text, now: now).map { now.seconds - $0.seconds }
        }
        return limits
    }

    /// The variables that steps are given and that never count in a cache key.
    static func proxies(in environment: [String: String]) -> [String: String] {
        let names = ["http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "all_proxy"]
        return environment.filter { names.contains($0.key.lowercased()) }
    }
}
