import ArgumentParser
import Distribution
import LayerArchive
import LinuxSystem
import OCI
import Storage
import SystemPackage

/// `strata save`.
struct SaveCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "save",
        abstract: "Write images into an archive.",
        discussion: """
            The archive can be read by docker, podman, skopeo and every other tool that knows the OCI image layout. A name
            without a tag stands for all tags of it.

              strata save -o app.tar app:1.2
              strata save app | ssh other-machine strata load
              strata save --format oci-dir --compression zstd -o app-layout app:1.2
              strata save --since app:1.1 -o delta.tar app:1.2

            With --since the archive holds only what somebody who has the other image lacks: layers that it does not share,
            and of these the files that are in none of its layers. `strata load` there puts the image together, with the same
            digests.
            """
    )
    static let memory = MemoryUse.streams
    static let shape = CommandShape([
        "o/output=", "format=", "compression=", "compression-level=", "force-compression", "platform~", "since=",
    ])

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("File to write (default: standard output).", valueName: "path"))
    var output: String?

    @Option(
        help: ArgumentHelp(
            "docker (read by both kinds of tools), oci, or oci-dir (a directory).", valueName: "format"))
    var format = "docker"

    @Option(
        help: ArgumentHelp(
            "gzip, zstd, zstd:chunked or uncompressed, for layers that Strata made (default: uncompressed).",
            valueName: "form"))
    var compression: String?

    @Option(help: ArgumentHelp("1 to 9 for gzip (default: 1), 1 to 19 for zstd (default: 3).", valueName: "number"))
    var compressionLevel: Int?

    @Flag(help: "Compress layers anew that came from outside, too.")
    var forceCompression = false

    @Option(help: ArgumentHelp("Of images for several platforms, this one's alone.", valueName: "os/arch"))
    var platform: String?

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Leave out what this image or archive holds (several: give it again).", valueName: "image|path"))
    var since: [String] = []

    @Argument(help: ArgumentHelp("Name or ID of an image.", valueName: "image"))
    var images: [String]

    /// What is written.
    private enum Target {
        case archive(ExportFormat, FilePath?)
        case directory(FilePath)
    }

    func run(in context: CommandContext) async throws -> ProgramStatus {
        let target = try target()
        let form = try LayerForm(compression, level: compressionLevel, isForced: forceCompression)
        if case .archive(_, nil) = target, context.output.isTerminal {
            throw CommandError(
                "cowardly refusing to save to a terminal", hint: "use the -o option, or send the output to a file")
        }
        let store = try context.openStore()
        // Held until the end: what is being saved is not removed meanwhile.
        try store.beginSession()
        let wanted = try ofPlatform(ImageSelection(images, in: store).images, store)
        let distribution = Distribution(store: store, settings: context.registries)
        try await context.interruptible { try await distribution.supplyBlobs(of: wanted.map(\.image)) }
        if !since.isEmpty { return try await saveDelta(of: wanted, form, store, context) }
        // Other readers of layouts pass docker's manifests over; those of the archive for docker read them in manifest.json.
        var manifests = ManifestForm()
        if case .archive(.docker, _) = target {} else { manifests.types = .oci }
        let types = manifests
        try await context.interruptible {
            switch target {
            case .directory(let path): try store.exportLayout(wanted, layers: form, manifests: types, to: path)
            case .archive(let format, let path?):
                try store.export(wanted, as: format, layers: form, manifests: types, toFile: path)
            case .archive(let format, nil):
                try store.export(
                    wanted, as: format, layers: form, manifests: types, to: HostFile.standardOutputHandle())
            }
        }
        return .success
    }

    private func saveDelta(
        of wanted: [(image: Image, references: [ImageReference])], _ form: LayerForm, _ store: Store,
        _ context: CommandContext
    ) async throws -> ProgramStatus {
        guard form == .kept, ["docker", "docker-archive", "oci", "oci-archive"].contains(format) else {
            throw UsageError(
                "--since: a delta has a form of its own", hint: "leave out --compression and --format oci-dir")
        }
        let origins = try since.map { try DeltaOrigin($0, in: store) }
        let report = try await context.interruptible {
            if let output {
                try store.exportDelta(wanted, since: origins, toFile: FilePath(output))
            } else {
                try store.exportDelta(wanted, since: origins, to: HostFile.standardOutputHandle())
            }
        }
        context.talk.print(report.line)
        return .success
    }

    private func target() throws -> Target {
        let path = output.map { FilePath($0) }
        switch format {
        case "docker", "docker-archive": return .archive(.docker, path)
        case "oci", "oci-archive": return .archive(.oci, path)
        case "oci-dir":
            if let path { return .directory(path) }
            throw UsageError(
                "--format oci-dir: a directory cannot be written to standard output", hint: "name it with -o")
        default:
            throw UsageError(
                "--format \(format): there is no such format", hint: "one of docker, oci, oci-dir")
        }
    }

    /// The images for the wanted platform alone, without the indexes that they are in; all where none is wanted.
    private func ofPlatform(
        _ images: [(image: Image, references: [ImageReference])], _ store: Store
    ) throws -> [(image: Image, references: [ImageReference])] {
        guard let wanted = try platform.map({ try Platform(parsing: $0) }) else { return images }
        return try images.flatMap { image, references in
            try (references.isEmpty ? [nil] : references.map { $0 }).map { (reference: ImageReference?) in
                let index = try (reference.flatMap { image.indexes[$0.withDefaultTag()] } ?? image.index).map(
                    store.index)
                guard
                    let choice = index.map({ $0.image(for: wanted) })
                        ?? (image.platform.isSame(as: wanted) ? image : nil)
                else {
                    throw CommandError(
                        "image \(reference?.familiar ?? image.id.short) is for \(index?.platforms ?? "\(image.platform)"), "
                            + "not for \(wanted)", hint: "leave out --platform")
                }
                return (choice.alone, [reference].compactMap { $0 })
            }
        }
    }
}

extension LayerForm {
    /// What `--compression`, `--compression-level` and `--force-compression` ask for.
    init(_ compression: String?, level: Int?, isForced: Bool) throws {
        guard let compression else {
            if level != nil || isForced {
                throw UsageError(
                    "a compression level is given, but no compression", hint: "add --compression gzip|zstd")
            }
            self = .kept
            return
        }
        let found: LayerEncoding?
        do {
            found = try LayerEncoding(named: compression == "none" ? "uncompressed" : compression, level: level)
        } catch {
            throw UsageError("--compression-level: \(error.message)", hint: error.hint)
        }
        guard let encoding = found else {
            throw UsageError(
                "--compression \(compression): there is no such form",
                hint: "one of " + LayerEncoding.names.joined(separator: ", "))
        }
        self = isForced ? .all(encoding) : .own(encoding)
    }
}
