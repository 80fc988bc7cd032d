import ArgumentParser
import Distribution
import LayerArchive
import LinuxSystem
import OCI
import Registry
import Storage
import SystemPackage

/// `strata copy`.
struct CopyCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "copy",
        abstract: "Copy an image from one place to another.",
        discussion: """
            A place is docker://NAME[:TAG] (a registry), oci:PATH[:NAME] (a layout), oci-archive:PATH[:NAME], \
            docker-archive:PATH[:NAME], dir:PATH, or an image of the store: NAME, or strata:NAME. What goes from one registry \
            to another passes through, and is neither kept nor unpacked.

              strata copy docker://debian:bookworm docker://registry.example.com/mirror/debian:bookworm
              strata copy --all docker://registry.example.com/team/app:1.2 oci:/srv/images:app-1.2
              strata copy app:1.2 docker-archive:app.tar:app:1.2
            """
    )
    static let shape = CommandShape([
        "a/all", "platform=", "override-os=", "override-arch=", "override-variant=", "preserve-digests",
        "f/format=", "dest-compress-format=", "dest-compress-level=", "src-creds=", "dest-creds=", "authfile=",
        "src-tls-verify?", "dest-tls-verify?", "digestfile=", "q/quiet",
    ])

    @Flag(
        name: [.short, .long],
        help: "All images of an index, with attestations, signatures and what else refers to them.")
    var all = false

    @Option(
        help: ArgumentHelp("Of an index, the image for this platform (default: this machine's).", valueName: "os/arch"))
    var platform: String?

    @Option(help: ArgumentHelp("The operating system of the platform.", valueName: "os"))
    var overrideOS: String?

    @Option(help: ArgumentHelp("The architecture of the platform.", valueName: "arch"))
    var overrideArch: String?

    @Option(help: ArgumentHelp("The variant of the architecture.", valueName: "variant"))
    var overrideVariant: String?

    @Flag(help: "Fail where the digests cannot stay what they are.")
    var preserveDigests = false

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("oci or v2s2: write manifests of that kind (default: as they are).", valueName: "kind"))
    var format: String?

    @Option(help: ArgumentHelp("gzip or zstd: compress layers in this form (default: as they are).", valueName: "form"))
    var destCompressFormat: String?

    @Option(help: ArgumentHelp("1 to 9 for gzip (default: 1), 1 to 19 for zstd (default: 3).", valueName: "number"))
    var destCompressLevel: Int?

    @Option(help: ArgumentHelp("Who asks the source's registry.", valueName: "user:password"))
    var srcCreds: String?

    @Option(help: ArgumentHelp("Who asks the destination's registry.", valueName: "user:password"))
    var destCreds: String?

    @Option(help: ArgumentHelp("File with credentials, in place of config.json and auth.json.", valueName: "file"))
    var authfile: String?

    @Option(help: ArgumentHelp("false: the source's registry may have any certificate, or none.", valueName: "bool"))
    var srcTLSVerify: String?

    @Option(
        help: ArgumentHelp("false: the destination's registry may have any certificate, or none.", valueName: "bool"))
    var destTLSVerify: String?

    @Option(help: ArgumentHelp("Write the digest of what was copied to this file.", valueName: "file"))
    var digestfile: String?

    @Flag(name: [.short, .long], help: "No progress.")
    var quiet = false

    @Argument(help: ArgumentHelp("Where the image is.", valueName: "source"))
    var source: String

    @Argument(help: ArgumentHelp("Where it is to be.", valueName: "destination"))
    var destination: String

    func run(in context: CommandContext) async throws -> ProgramStatus {
        if case .store = try ImagePlace(parsing: destination), format != nil || destCompressFormat != nil {
            throw UsageError(
                "an image that goes to the store keeps its form", hint: "leave out --format and --dest-compress-format")
        }
        let (from, to) = (try ImagePlace(parsing: source), try ImagePlace(parsing: destination))
        let options = try options(context)
        let access = CopyAccess(
            source: try registry(context, srcCreds, srcTLSVerify, "src"),
            destination: try registry(context, destCreds, destTLSVerify, "dest")
        ) {
            if case .store = to { return try context.openStoreAsRoot() }
            return try context.openStore()
        }
        let display = TransferDisplay(quiet ? nil : context.output)
        let command = self
        return try await context.interruptible {
            let copied = try await access.copy(from: from, to: to, options: options) { display.show($0) }
            try command.writeDigest(copied.digest)
            if !command.quiet { context.output.print("Digest: \(copied.digest)") }
            return .success
        }
    }

    private func writeDigest(_ digest: Digest) throws {
        guard let digestfile else { return }
        try HostFile.replace(FilePath(digestfile), with: Array("\(digest)".utf8))
    }

    private func options(_ context: CommandContext) throws -> CopyOptions {
        var options = CopyOptions()
        options.all = all
        options.preservesDigests = preserveDigests
        options.platform = try wantedPlatform(context)
        switch format {
        case nil: break
        case "oci": options.types = .oci
        case "v2s2": options.types = .docker
        default:
            throw UsageError(
                "--format \(format ?? ""): there is no such kind of manifest",
                hint: format == "v2s1" ? "no registry takes those any more: v2s2 or oci" : "v2s2 or oci")
        }
        options.encoding = try encoding
        return options
    }

    private var encoding: LayerEncoding? {
        get throws {
            guard let destCompressFormat else {
                if destCompressLevel == nil { return nil }
                throw UsageError("a level is given, but no form", hint: "add --dest-compress-format gzip|zstd")
            }
            guard let form = ["gzip": LayerCompression.gzip, "zstd": .zstd][destCompressFormat] else {
                throw UsageError(
                    "--dest-compress-format \(destCompressFormat): there is no such form here", hint: "gzip or zstd")
            }
            do { return try LayerEncoding(form, level: destCompressLevel) } catch {
                throw UsageError("--dest-compress-level: \(error.message)", hint: error.hint)
            }
        }
    }

    private func registry(
        _ context: CommandContext, _ credentials: String?, _ verify: String?, _ side: String
    ) throws -> RegistrySettings {
        var environment = context.environment
        if let authfile { environment["REGISTRY_AUTH_FILE"] = authfile }
        var settings = RegistrySettings(environment: environment)
        if let credentials {
            guard let colon = credentials.firstIndex(of: ":"), colon != credentials.startIndex else {
                throw UsageError("--\(side)-creds: user and password are wanted", hint: "--\(side)-creds USER:PASSWORD")
            }
            let password = String(credentials[credentials.index(after: colon)...])
            settings.credential = .password(user: String(credentials[..<colon]), password: password)
        }
        guard let verify else { return settings }
        guard let isVerifying = ArgumentNormalizer.truth(verify.isEmpty ? "true" : verify) else {
            throw UsageError("--\(side)-tls-verify=\(verify) is neither true nor false")
        }
        settings.isInsecure = !isVerifying
        return settings
    }

    private func wantedPlatform(_ context: CommandContext) throws -> Platform? {
        var wanted = try (platform ?? context.settings.choice(.platform)?.text).map { try Platform(parsing: $0) }
        guard overrideOS != nil || overrideArch != nil || overrideVariant != nil else { return wanted }
        if platform != nil {
            throw UsageError("--platform and --override-… say the same", hint: "leave out one of them")
        }
        var platform = wanted ?? .host
        if let overrideOS { platform.os = overrideOS }
        if let overrideArch { (platform.architecture, platform.variant) = (overrideArch, nil) }
        if let overrideVariant { platform.variant = overrideVariant }
        wanted = platform
        return wanted
    }
}
