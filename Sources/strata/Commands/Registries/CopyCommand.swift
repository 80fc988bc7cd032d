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
              strata copy --all --all-tags docker://registry.example.com/team/app docker://mirror.example.com/app
            """
    )
    static let memory = MemoryUse.streams
    static let shape = CommandShape(
        [
            "a/all", "multi-arch=", "all-tags", "no-clobber", "additional-tag=", "platform~", "override-os=",
            "override-arch=", "override-variant=", "preserve-digests", "remove-signatures", "f/format=",
            "dest-compress-format=", "dest-compress-level=", "dest-compress", "dest-decompress", "digestfile=",
            "q/quiet",
        ] + CopyRegistryOptions.shape)

    @Flag(
        name: [.short, .long],
        help: "All images of an index, with attestations, signatures and what else refers to them.")
    var all = false

    @Option(
        help: ArgumentHelp(
            "Of an index: system (the image for this machine), all (as --all), index-only.", valueName: "what"))
    var multiArch: String?

    @Flag(help: "All tags of a repository, or all images of a layout, under their names.")
    var allTags = false

    @Flag(help: "Leave a name alone that is at the destination already.")
    var noClobber = false

    @Option(
        help: ArgumentHelp("One more name at the destination; may be given several times.", valueName: "tag"))
    var additionalTag: [String] = []

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

    @Flag(help: "Leave behind what refers to the image, signatures among it, with --all.")
    var removeSignatures = false

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("oci or v2s2: write manifests of that kind (default: as they are).", valueName: "kind"))
    var format: String?

    @Option(help: ArgumentHelp("gzip or zstd: compress layers in this form (default: as they are).", valueName: "form"))
    var destCompressFormat: String?

    @Option(help: ArgumentHelp("1 to 9 for gzip (default: 1), 1 to 19 for zstd (default: 3).", valueName: "number"))
    var destCompressLevel: Int?

    @Flag(help: "Compress layers with gzip that are not compressed, in dir:.")
    var destCompress = false

    @Flag(help: "Take the compression off layers, in dir:.")
    var destDecompress = false

    @OptionGroup
    var registries: CopyRegistryOptions

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
        let options = try options(context, to)
        try checkTags(from, to)
        let access = CopyAccess(
            source: try registries.source(context.environment),
            destination: try registries.destination(context.environment)
        ) {
            if case .store = to { return try context.openStoreAsRoot() }
            return try context.openStore()
        }
        let display = TransferDisplay(quiet ? nil : context.output, quietly: context.talk)
        let command = self
        do {
            return try await context.interruptible {
                if command.allTags {
                    return try await command.copyTags(access, from: from, to: to, options, context, display)
                }
                guard let copied = try await command.copy(access, from: from, to: to, options, context, display) else {
                    if !command.quiet { context.output.print("\(command.destination) is there already") }
                    return .success
                }
                try command.writeDigest(copied.digest)
                if !command.quiet { context.output.print("Digest: \(copied.digest)") }
                return .success
            }
        } catch let error as StorageError where [.missingBlob, .corruptBlob, .invalidArchive].contains(error.code) {
            // What reads and writes blobs knows their digests alone.
            throw CommandError("copying \(source) to \(destination)", cause: error)
        }
    }

    private func writeDigest(_ digest: Digest) throws {
        guard let digestfile else { return }
        try HostFile.replace(FilePath(digestfile), with: Array("\(digest)".utf8))
    }

    private func options(_ context: CommandContext, _ destination: ImagePlace) throws -> CopyOptions {
        var options = CopyOptions()
        options.scope = try scope
        options.referrers = !removeSignatures
        options.additionalNames = additionalTag
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
        if case .directory = destination {
            if destCompress, destDecompress {
                throw UsageError(
                    "--dest-compress and --dest-decompress say the opposite", hint: "leave out one of them")
            }
            if options.encoding == nil, destDecompress { options.encoding = .uncompressed }
            if options.encoding == nil, destCompress {
                (options.encoding, options.recompresses) = (try LayerEncoding(.gzip), false)
            }
        }
        return options
    }

    private var scope: CopyOptions.Scope {
        get throws {
            guard let multiArch else { return all ? .all : .one }
            if all {
                throw UsageError("cannot use --all and --multi-arch together", hint: "--all is --multi-arch all")
            }
            switch multiArch {
            case "system": return .one
            case "all": return .all
            case "index-only": return .indexOnly
            default:
                throw UsageError(
                    "--multi-arch \(multiArch): there is no such choice", hint: "system, all or index-only")
            }
        }
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
