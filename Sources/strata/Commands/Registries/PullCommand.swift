import ArgumentParser
import Distribution
import LinuxSystem
import OCI
import Storage
import TerminalUI

/// `strata pull`.
struct PullCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull",
        abstract: "Take in an image from a registry.",
        discussion: """
            A name without a registry is one of docker.io. Layers that the store has are not loaded; of a layer with a table of \
            contents (zstd:chunked) only the files that no layer has. An interrupted pull goes on where it ended.

              strata pull debian:bookworm
              strata pull --platform linux/arm64 registry.example.com/team/app@sha256:…
            """
    )
    static let memory = MemoryUse.streams
    static let shape = CommandShape(["platform~", "q/quiet", "a/all-tags", "format="] + RegistryOptions.shape)

    @Option(help: ArgumentHelp("Pull the image for this platform (default: this machine's).", valueName: "os/arch"))
    var platform: String?

    @Flag(name: [.short, .long], help: "No progress; print the name at the end.")
    var quiet = false

    @Flag(name: [.short, .long], help: "Pull all tags of the repository.")
    var allTags = false

    @Option(help: ArgumentHelp("json: print one JSON object for each image at the end.", valueName: "format"))
    var format: String?

    @OptionGroup
    var registry: RegistryOptions

    @Argument(help: ArgumentHelp("Name of an image.", valueName: "name"))
    var image: String

    func run(in context: CommandContext) async throws -> ProgramStatus {
        if let format, format != "json" {
            throw UsageError("--format \(format): there is no such format", hint: "write --format json")
        }
        let reference = try RemoteImage.reference(image)
        if allTags, reference.tag != nil || reference.digest != nil {
            throw UsageError("tag can't be used with --all-tags/-a", hint: "leave out the tag, or --all-tags")
        }
        let wanted = try (platform ?? context.settings.choice(.platform)?.text).map { try Platform(parsing: $0) }
        let store = try context.openStoreAsRoot()
        let distribution = Distribution(store: store, settings: try registry.settings(context))
        let isTalkative = !quiet && format == nil
        if isTalkative, !allTags, reference == reference.repositoryOnly {
            context.output.print("Using default tag: latest")
        }
        let display = TransferDisplay(isTalkative ? context.output : nil, quietly: context.talk)
        let command = self
        return try await context.interruptible {
            guard command.allTags else {
                let pulled = try await distribution.pull(reference, platform: wanted) { display.show($0) }
                command.report(pulled, to: context.output)
                return .success
            }
            var status = ProgramStatus.success
            for reference in try await distribution.tags(of: reference.repository) {
                do {
                    let pulled = try await distribution.pull(reference, platform: wanted) { display.show($0) }
                    command.report(pulled, to: context.output)
                } catch is CancellationError {
                    throw CancellationError()
                } catch let error as StorageError where error.code == .notAnImage {
                    // Charts, signatures and caches lie beside images, and nobody means them here.
                    context.talk.print("\(reference.familiar): left out, \(error.message)")
                } catch {
                    // Other tags have nothing to do with it.
                    context.talk.print("\(reference.familiar):")
                    status = context.reporter.report(error, commandLine: [])
                }
            }
            return status
        }
    }

    private func report(_ pulled: PulledImage, to output: StandardStream) {
        if format == "json" {
            var object: JSONObject = [
                "Reference": .string(pulled.reference.description), "Digest": .string(pulled.digest.description),
                "ID": .string(pulled.image.id.description), "Platform": .string(pulled.image.platform.description),
                "Downloaded": .bool(pulled.isNew),
            ]
            if let spared = pulled.spared {
                object["Partial"] = ["Fetched": .int(spared.fetched), "Size": .int(spared.size)]
            }
            return output.print(JSONValue.object(object).compact())
        }
        if !quiet {
            if let spared = pulled.spared {
                let (fetched, size) = (ByteFormat.size(spared.fetched), ByteFormat.size(spared.size))
                output.print("Fetched \(fetched) of \(size): the store had the other files")
            }
            output.print("Digest: \(pulled.digest)")
            output.print(pulled.statusLine)
        }
        output.print(pulled.reference.description)
    }
}

extension PulledImage {
    /// docker's last but one line.
    var statusLine: String {
        isNew
            ? "Status: Downloaded newer image for \(reference.familiar)"
            : "Status: Image is up to date for \(reference.familiar)"
    }
}

extension ImageReference {
    /// The same without tag and digest, where that can be said.
    fileprivate var repositoryOnly: ImageReference? { try? ImageReference(parsing: repository.description) }
}
