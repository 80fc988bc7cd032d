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
        "digestfile=", "q/quiet",
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

    @Option(help: ArgumentHelp("Write the digest of what was copied to this file.", valueName: "file"))
    var digestfile: String?

    @Flag(name: [.short, .long], help: "No progress.")
    var quiet = false

    @Argument(help: ArgumentHelp("Where the image is.", valueName: "source"))
    var source: String

    @Argument(help: ArgumentHelp("Where it is to be.", valueName: "destination"))
    var destination: String

    func run(in context: CommandContext) async throws -> ProgramStatus {
        let (from, to) = (try ImagePlace(parsing: source), try ImagePlace(parsing: destination))
        let options = try options(context)
        let access = CopyAccess(source: context.registries, destination: context.registries) {
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
        return options
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
