import ArgumentParser
import Builder
import Distribution
import LayerArchive
import LinuxSystem
import OCI
import Storage
import SystemPackage
import TerminalUI

/// `strata build`.
struct BuildCommand: DirectCommand {
    static let memory = MemoryUse.smallPieces
    static let configuration = CommandConfiguration(
        commandName: "build",
        abstract: "Build an image from a Dockerfile.",
        usage: "strata build [<options>] <context>",
        discussion: """
            The context is what COPY and ADD read: a directory; the address of a git repository (`URL#ref:directory`), or of an \
            archive or a Dockerfile; or `-`, for an archive or a Dockerfile on standard input. `-f -` reads the Dockerfile from \
            standard input and the files from the context.

              strata build -t app .
              strata build -t app -f docker/Dockerfile.dev --build-arg VERSION=1.2 --target test .
              strata build --output type=oci,dest=app.tar .
              strata build -t app https://example.org/app.git#v1.2:docker
              strata build --cache-from type=local,src=cache --cache-to type=local,dest=cache,mode=max .
              strata build --check .
              strata build --platform linux/amd64,linux/arm64 --annotation index:org.opencontainers.image.title=App -t app .
              strata build --provenance mode=max -t app .
            """
    )
    static let shape = CommandShape(
        [
            "t/tag=", "f/file=", "target=", "build-arg=", "label=", "platform~", "annotation=", "attest=",
            "provenance=",
            "sbom=", "load", "push", "no-cache", "no-cache-filter=", "build-context=",
            "pull", "network=",
            "jobs=",
            "progress=",
            "q/quiet", "iidfile=", "metadata-file=", "o/output=", "runtime=", "secret=", "ssh=",
            "allow-secret-in-layer",
            "scan",
            "cache-from=", "cache-to=", "allow=", "add-host=", "shm-size=", "ulimit=", "cgroup-parent=",
            "call=", "check",
            "require-cached?", "on-error=", "keep-failed",
        ],
        // There are no containers between steps, no daemon to send a context to, one builder, and no Notary.
        ignored: ["rm", "force-rm", "compress", "builder=", "disable-content-trust"])

    @Option(
        name: [.customShort("t"), .customLong("tag")], help: ArgumentHelp("Name of the image.", valueName: "name[:tag]")
    )
    var tags: [String] = []

    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "The Dockerfile (default: Dockerfile in the context); - is standard input.", valueName: "path"))
    var file: String?

    @Option(help: ArgumentHelp("Build this stage, not the last.", valueName: "stage"))
    var target: String?

    @Option(
        name: .customLong("build-arg"),
        help: ArgumentHelp("Value for an ARG; without =, from the environment.", valueName: "name=value"))
    var buildArguments: [String] = []

    @Option(name: .customLong("label"), help: ArgumentHelp("Label of the image.", valueName: "name=value"))
    var labels: [String] = []

    @Option(
        name: .customLong("platform"),
        help: ArgumentHelp(
            "Build for this platform; several, with commas between, give an index.", valueName: "os/arch"))
    var platforms: [String] = []

    @Option(
        name: .customLong("annotation"),
        help: ArgumentHelp(
            "Annotate the manifest; with index: or another prefix, what that says.", valueName: "[level:]name=value"))
    var annotations: [String] = []

    @Option(
        name: .customLong("attest"),
        help: ArgumentHelp(
            "A statement about the image: type=provenance (with mode=min or mode=max) or type=sbom.",
            valueName: "spec"))
    var attestations: [String] = []

    @Option(help: ArgumentHelp("Tell how the image was made: true, false, or mode=min|max.", valueName: "spec"))
    var provenance: String?

    @Option(help: ArgumentHelp("List the packages of the image in a statement: true or false.", valueName: "spec"))
    var sbom: String?

    @Flag(help: "Accepted for docker's sake: the image is in the store.")
    var load = false

    @Flag(help: "Push the image under its names when it is built.")
    var push = false

    @Flag(help: "Run every step, whatever was built before.")
    var noCache = false

    @Option(
        name: .customLong("no-cache-filter"),
        help: ArgumentHelp("Run every step of these stages, whatever was built before.", valueName: "stage"))
    var uncachedStages: [String] = []

    @Option(
        name: .customLong("build-context"),
        help: ArgumentHelp(
            "What a name in FROM and --from stands for: a directory, docker-image://<image>, or the address of a repository.",
            valueName: "name=value"))
    var namedContexts: [String] = []

    @Flag(help: "Ask registries for newer base images, also for those that the store has.")
    var pull = false

    @Option(help: ArgumentHelp("Network of RUN steps: host (default) or none.", valueName: "mode"))
    var network: String?

    @Option(help: ArgumentHelp("How many steps run at once (default: one for each core).", valueName: "n"))
    var jobs: Int?

    @Option(help: ArgumentHelp("How progress is shown: auto, tty, plain, rawjson, quiet or none.", valueName: "style"))
    var progress: String?

    @Flag(name: [.short, .long], help: "No progress; print the image ID at the end.")
    var quiet = false

    @Option(help: ArgumentHelp("Write the image ID to a file.", valueName: "path"))
    var iidfile: String?

    @Option(help: ArgumentHelp("Write the result's digests to a file, as JSON.", valueName: "path"))
    var metadataFile: String?

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp(
            "Also write the result: type=oci|docker|tar|local,dest=<path>, or type=image; - is standard output.",
            valueName: "spec"))
    var outputs: [String] = []

    @Option(help: ArgumentHelp("OCI runtime: a name or a path (default: crun, then runc).", valueName: "runtime"))
    var runtime: String?

    @Option(
        name: .customLong("secret"),
        help: ArgumentHelp(
            "A secret for RUN --mount=type=secret: id=<name>,src=<path> or id=<name>,env=<variable>.", valueName: "spec"
        ))
    var secrets: [String] = []

    @Option(
        name: .customLong("ssh"),
        help: ArgumentHelp(
            "An SSH agent for RUN --mount=type=ssh: default, or <id>=<socket or private key>.", valueName: "spec"))
    var agents: [String] = []

    @Option(
        name: .customLong("cache-from"),
        help: ArgumentHelp(
            "Use a cache from elsewhere: type=local,src=<dir>, type=registry,ref=<name>, or an image that carries its cache.",
            valueName: "spec"))
    var cacheSources: [String] = []

    @Option(
        name: .customLong("cache-to"),
        help: ArgumentHelp(
            "Write the cache: type=local,dest=<dir>[,mode=max], type=registry,ref=<name>[,mode=max], or type=inline.",
            valueName: "spec"))
    var cacheTargets: [String] = []

    @Flag(help: "Search the image for credentials as `strata scan` does; with one of grade error nothing is tagged.")
    var scan = false

    @Flag(help: "Commit layers that hold a secret, too.")
    var allowSecretInLayer = false

    @Option(
        name: .customLong("allow"),
        help: ArgumentHelp(
            "Allow steps what they may not do by default: security.insecure, device[=NAME].", valueName: "entitlement"))
    var allowed: [String] = []

    @Option(
        name: .customLong("add-host"),
        help: ArgumentHelp("A line of /etc/hosts of RUN steps.", valueName: "name:address"))
    var hosts: [String] = []

    @Option(help: ArgumentHelp("Size of /dev/shm of RUN steps (default: 64m).", valueName: "bytes"))
    var shmSize: String?

    @Option(
        name: .customLong("ulimit"),
        help: ArgumentHelp("A limit of RUN steps, such as nofile=1024:4096.", valueName: "name=soft[:hard]"))
    var limits: [String] = []

    @Option(help: ArgumentHelp("The control group above those of RUN steps.", valueName: "path"))
    var cgroupParent: String?

    @Option(
        help: ArgumentHelp(
            "Do this with the Dockerfile: build, check, outline (what it takes) or targets; add ,format=json for JSON.",
            valueName: "method"))
    var call: String?

    @Flag(help: "Check the Dockerfile, and build nothing (--call=check).")
    var check = false

    @Argument(help: ArgumentHelp("A directory, an address, or -.", valueName: "context"))
    var context: String

    @Option(
        help: ArgumentHelp(
            "=stage or =step (all without): end at the first of them that is not in the cache.", valueName: "steps"))
    var requireCached: [String] = []

    @Option(help: ArgumentHelp("What to do when a RUN fails: shell opens one in its state.", valueName: "action"))
    var onError: String?

    @Flag(help: "Keep what a failed RUN has made for a day.")
    var keepFailed = false

    init() {}

    init?(_ words: PlainWords) {
        guard words.arguments.count == 1 else { return nil }
        let number = words.value("jobs")
        jobs = number.flatMap { Int($0) }
        // What is no number is ArgumentParser's to refuse.
        if number != nil, jobs == nil { return nil }
        tags = words.values("tag")
        file = words.value("file")
        target = words.value("target")
        buildArguments = words.values("build-arg")
        labels = words.values("label")
        platforms = words.values("platform")
        annotations = words.values("annotation")
        attestations = words.values("attest")
        provenance = words.value("provenance")
        sbom = words.value("sbom")
        load = words.isOn("load")
        push = words.isOn("push")
        noCache = words.isOn("no-cache")
        uncachedStages = words.values("no-cache-filter")
        namedContexts = words.values("build-context")
        pull = words.isOn("pull")
        network = words.value("network")
        progress = words.value("progress")
        quiet = words.isOn("quiet")
        iidfile = words.value("iidfile")
        metadataFile = words.value("metadata-file")
        outputs = words.values("output")
        runtime = words.value("runtime")
        secrets = words.values("secret")
        agents = words.values("ssh")
        cacheSources = words.values("cache-from")
        cacheTargets = words.values("cache-to")
        allowSecretInLayer = words.isOn("allow-secret-in-layer")
        scan = words.isOn("scan")
        allowed = words.values("allow")
        hosts = words.values("add-host")
        shmSize = words.value("shm-size")
        limits = words.values("ulimit")
        cgroupParent = words.value("cgroup-parent")
        call = words.value("call")
        check = words.isOn("check")
        context = words.arguments[0]
        requireCached = words.values("require-cached")
        onError = words.value("on-error")
        keepFailed = words.isOn("keep-failed")
    }

    func run(in command: CommandContext) async throws -> ProgramStatus {
        let method = try method()
        if method.kind != .build { return try await answer(method, command) }
        var request = try buildRequest(command)
        let mode = try progressMode(command.settings)
        let display = BuildDisplay(mode: mode, environment: command.environment, style: command.style)
        // An old file must not stand for a build that does not succeed.
        if let iidfile { try HostFile.remove(FilePath(iidfile)) }
        request.onFailure = try failureHandler(display)
        let inspection = scan ? try SecretInspection(command) : nil
        request.inspection = inspection?.inspect
        let store = try command.openStoreAsRoot()
        request.historyLimits = try Self.historyLimits(command, disk: store.root)
        request.cacheBound = try Self.cacheBound(command, disk: store.root)
        let distribution = Distribution(store: store, settings: command.registries)
        request.imagePull = ImagePull(distribution, isAlways: pull)
        let pushAll = { [request] in
            try await pushResult(names(toPush: request), distribution, isQuiet: mode == .quiet, command)
        }
        let result: BuildResult
        do {
            result = try await command.interruptible { [request] in
                // When the display has given the terminal back, however the build ended.
                defer { inspection?.show() }
                return try await display.during {
                    try await ImageBuilder(store: store).build(request) { display.show($0) }
                }
            }
        } catch let error as BuildError where error.code == .cacheNotWritten {
            // As docker has it, the image goes out nevertheless: its cache alone is what failed.
            try await pushAll()
            throw Self.withHints(error)
        }
        try await pushAll()
        HostProcess.keepUntilEnd(result)
        if let iidfile { try HostFile.replace(FilePath(iidfile), with: Array(result.imageID.description.utf8)) }
        if let metadataFile {
            try HostFile.replace(FilePath(metadataFile), with: Array(result.metadata.indented(by: "  ").utf8))
        }
        if mode == .quiet { command.output.print(result.imageID.description) }
        return .success
    }

    /// The same error with what the one behind it says is to be done, and then its own.
    private static func withHints(_ error: BuildError) -> BuildError {
        let hints = [error.cause.flatMap { ErrorReporter.hint(of: $0) }, error.hint].compactMap(\.self)
        return BuildError(error.code, error.message, hint: hints.joined(separator: "; or "), cause: error.cause)
    }

    /// The names under which the image is to go to registries: all for `--push`, those of an output for `push=true`.
    private func names(toPush request: BuildRequest) -> [ImageReference] {
        let outputs = request.outputs.filter(\.isPushed)
        let named = outputs.flatMap { $0.names ?? request.tags } + (push ? request.tags : [])
        return named.reduce(into: []) { names, name in
            let name = name.withDefaultTag()
            if !names.contains(name) { names.append(name) }
        }
    }

    /// Gives the image to registries under some of its names.
    private func pushResult(
        _ tags: [ImageReference], _ distribution: Distribution, isQuiet: Bool, _ command: CommandContext
    ) async throws {
        if tags.isEmpty { return }
        let display = TransferDisplay(isQuiet ? nil : command.talk)
        try await command.interruptible {
            for tag in tags {
                guard let image = try distribution.store.image(tag) else { continue }
                let pushed = try await distribution.push(image, as: tag, encoding: LayerEncoding(.gzip)) {
                    display.show($0)
                }
                if !isQuiet { command.talk.print("\(tag.familiar): digest: \(pushed.digest) size: \(pushed.size)") }
            }
        }
    }

    /// `--progress`, else what the settings say, else what suits the terminal.
    private func progressMode(_ settings: Settings) throws -> ProgressMode {
        if quiet { return .quiet }
        // Lines between the frames of a drawing would tear it.
        let natural = try settings.isDebugging ? "plain" : "auto"
        let wanted = try progress ?? settings.choice(.progress)?.text ?? natural
        guard let mode = ProgressMode(rawValue: wanted) else {
            throw UsageError(
                "--progress \(wanted): there is no such style", hint: "one of auto, tty, plain, rawjson, quiet, none")
        }
        return mode
    }
}
