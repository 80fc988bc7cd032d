import ArgumentParser
import Distribution
import LayerArchive
import LinuxSystem
import OCI
import Storage
import SystemPackage

/// `strata push`.
struct PushCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "push",
        abstract: "Give an image to a registry.",
        discussion: """
            Only what the repository lacks goes. Layers that came from a registry or an archive go as they came; others are \
            compressed first. An image for several platforms goes with all of them, and with its attestations.

            zstd:chunked is zstd with a table of contents: who pulls such a layer loads only the files that he lacks.

              strata push registry.example.com/team/app:1.2
              strata push --compression zstd:chunked registry.example.com/team/app:1.3
              strata push app:1.2 registry.example.com/team/app:1.2
              strata push --all-tags registry.example.com/team/app
            """
    )
    static let memory = MemoryUse.streams
    static let shape = CommandShape(
        ["q/quiet", "a/all-tags", "compression=", "compression-level=", "platform~", "format=", "digestfile="]
            + RegistryOptions.shape)

    @Flag(name: [.short, .long], help: "No progress; print the name at the end.")
    var quiet = false

    @Flag(name: [.short, .long], help: "Push all tags of the repository that the store has.")
    var allTags = false

    @Option(
        help: ArgumentHelp(
            "gzip, zstd, zstd:chunked or uncompressed, for layers that Strata made.", valueName: "form")
    )
    var compression = "gzip"

    @Option(help: ArgumentHelp("1 to 9 for gzip (default: 1), 1 to 19 for zstd (default: 3).", valueName: "number"))
    var compressionLevel: Int?

    @Option(help: ArgumentHelp("Of an image for several platforms, this one's alone.", valueName: "os/arch"))
    var platform: String?

    @Option(help: ArgumentHelp("json: print one JSON object for each image at the end.", valueName: "format"))
    var format: String?

    @Option(help: ArgumentHelp("Write the digest of what was pushed to this file.", valueName: "file"))
    var digestfile: String?

    @OptionGroup
    var registry: RegistryOptions

    @Argument(help: ArgumentHelp("Name of an image.", valueName: "name"))
    var image: String

    @Argument(help: ArgumentHelp("Its name there (default: the same).", valueName: "destination"))
    var destination: String?

    func run(in context: CommandContext) async throws -> ProgramStatus {
        if let format, format != "json" {
            let isKind = ["oci", "v2s1", "v2s2"].contains(format)
            throw UsageError(
                "--format \(format): there is no such format",
                hint: isKind
                    ? "strata copy --format \(format) \(image) docker://\(image)" : "write --format json")
        }
        let reference = try RemoteImage.reference(of: destination) ?? RemoteImage.reference(image)
        guard reference.digest == nil else {
            throw UsageError("cannot push a digest reference", hint: "give it a tag: strata tag \(image) NAME:TAG")
        }
        if allTags, reference.tag != nil {
            throw UsageError("tag can't be used with --all-tags/-a", hint: "leave out the tag, or --all-tags")
        }
        if allTags, destination != nil || digestfile != nil {
            throw UsageError(
                "--all-tags pushes several images under their own names",
                hint: "leave it out, or \(destination == nil ? "--digestfile" : "the second name")")
        }
        guard case .own(let encoding) = try LayerForm(compression, level: compressionLevel, isForced: false) else {
            preconditionFailure("a form that is named is one of its own")
        }
        let isTalkative = !quiet && format == nil
        let store = try context.openStore()
        try store.beginSession()
        if isTalkative, !allTags, reference.tag == nil { context.output.print("Using default tag: latest") }
        let images = try wanted(reference, in: store)
        let distribution = Distribution(store: store, settings: try registry.settings(context))
        let display = TransferDisplay(isTalkative ? context.output : nil)
        let command = self
        return try await context.interruptible {
            for (image, reference) in images {
                let pushed = try await distribution.push(image, as: reference, encoding: encoding) { display.show($0) }
                try command.report(reference, pushed, to: context.output)
            }
            return .success
        }
    }

    private func wanted(_ reference: ImageReference, in store: Store) throws -> [(Image, ImageReference)] {
        let only = try platform.map { try Platform(parsing: $0) }
        if destination != nil {
            var found = try store.requireImage(named: image)
            if let only, let one = try store.image(named: image, for: only) { found = one.alone }
            return [(found, reference.withDefaultTag())]
        }
        let references =
            allTags
            ? try store.images().flatMap(\.references).filter { $0.repository == reference.repository && $0.tag != nil }
            : [reference.withDefaultTag()]
        let images = try references.compactMap { reference -> (Image, ImageReference)? in
            let text = reference.description
            let found =
                try only.map { try store.image(named: text, for: $0)?.alone } ?? store.image(reference)
            return found.map { ($0, reference) }
        }
        if images.isEmpty {
            throw CommandError(
                allTags
                    ? "An image does not exist locally with the tag: \(reference.repository.familiar)"
                    : "An image does not exist locally with the tag: \(reference.withDefaultTag().familiar)",
                hint:
                    "`strata images` lists what the store has; `strata tag IMAGE \(reference.familiar)` gives it the name"
            )
        }
        return images
    }

    private func report(_ reference: ImageReference, _ pushed: Descriptor, to output: StandardStream) throws {
        if let digestfile {
            try HostFile.replace(FilePath(digestfile), with: Array("\(pushed.digest)".utf8))
        }
        if format == "json" {
            let object: JSONObject = [
                "Reference": .string(reference.description), "Digest": .string(pushed.digest.description),
                "Size": .int(pushed.size), "MediaType": .string(pushed.mediaType.rawValue),
            ]
            return output.print(JSONValue.object(object).compact())
        }
        if quiet { return output.print(reference.description) }
        output.print("\(reference.tag ?? ImageReference.defaultTag): digest: \(pushed.digest) size: \(pushed.size)")
    }
}
