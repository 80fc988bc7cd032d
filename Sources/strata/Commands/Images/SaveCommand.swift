import ArgumentParser
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
            The archive can be read by docker, podman, skopeo and every other tool that knows the OCI image layout.

              strata save -o app.tar app:1.2
              strata save app | ssh other-machine strata load
            """
    )
    static let shape = CommandShape(["o/output=", "format="])

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("File to write (default: standard output).", valueName: "path"))
    var output: String?

    @Option(help: ArgumentHelp("docker (read by both kinds of tools) or oci.", valueName: "format"))
    var format = "docker"

    @Argument(help: ArgumentHelp("Name or ID of an image.", valueName: "image"))
    var images: [String]

    func run(in context: CommandContext) async throws -> ProgramStatus {
        let kind: ExportFormat =
            switch format {
            case "docker", "docker-archive": .docker
            case "oci", "oci-archive": .oci
            default: throw UsageError("--format \(format): an archive is docker or oci")
            }
        if output == nil, context.output.isTerminal {
            throw UsageError(
                "an archive is not written to a terminal", hint: "name a file with -o, or send the output to one")
        }
        let store = try context.openStore()
        let wanted = try images.map { name in
            let image = try store.requireImage(named: name)
            return (image: image, references: Self.references(of: image, namedBy: name))
        }
        try await context.interruptible {
            if let output {
                try store.export(wanted, as: kind, toFile: FilePath(output))
            } else {
                try store.export(wanted, as: kind, to: HostFile.standardOutputHandle())
            }
        }
        return .success
    }

    /// The name that was asked for; all names where a bare repository was, none for an ID.
    private static func references(of image: Image, namedBy text: String) -> [ImageReference] {
        guard let wanted = try? ImageReference(parsing: text).withDefaultTag() else { return [] }  // an ID is no name
        return image.references.filter { $0 == wanted }
    }
}
