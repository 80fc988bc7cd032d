import ArgumentParser
import OCI
import Registry

/// `strata manifest`.
struct ManifestCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "manifest",
        abstract: "Show the manifest of an image in a registry.",
        discussion: """
            The manifest, or the index of an image for several platforms, comes byte for byte, so that its SHA-256 is the image's
            digest. No layer is loaded.

              strata manifest debian:bookworm
              strata manifest --platform linux/arm64 debian:bookworm
            """
    )
    static let shape = CommandShape(["platform~"] + RegistryOptions.shape)

    @Option(help: ArgumentHelp("Of an image for several platforms, this one's manifest.", valueName: "os/arch"))
    var platform: String?

    @OptionGroup
    var registry: RegistryOptions

    @Argument(help: ArgumentHelp("Name of an image, with tag or digest.", valueName: "image"))
    var image: String

    func run(in context: CommandContext) async throws -> ProgramStatus {
        let remote = RemoteImage(try RemoteImage.reference(image), try registry.settings(context))
        let manifest = try await context.interruptible { try await remote.manifest(platform: platform) }
        context.output.write(manifest.bytes)
        if context.output.isTerminal, manifest.bytes.last != UInt8(ascii: "\n") { context.talk.print("") }
        return .success
    }
}
