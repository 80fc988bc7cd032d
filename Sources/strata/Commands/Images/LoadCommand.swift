import ArgumentParser
import LinuxSystem
import OCI
import Storage
import SystemPackage
import TerminalUI

/// `strata load`.
struct LoadCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Take in images from an archive or an OCI layout.",
        discussion: """
            Reads archives of docker and of the OCI image layout, compressed or not, and layout directories. Digests stay as they are.

              strata load -i app.tar
              docker save app | strata load
            """
    )
    static let shape = CommandShape(["i/input=", "q/quiet", "platform~"])

    @Option(
        name: [.customShort("i"), .customLong("input")],
        help: ArgumentHelp("File or directory to read (default: standard input).", valueName: "path"))
    var input: String?

    @Flag(name: [.short, .long], help: "Accepted for docker's sake: there is no progress to leave out.")
    var quiet = false

    @Option(
        help: ArgumentHelp(
            "Load the image for this platform alone (default: all that there are).", valueName: "os/arch"))
    var platform: String?

    func run(in context: CommandContext) async throws -> ProgramStatus {
        if input == nil, Terminal.isTerminal(0) {
            throw CommandError(
                "requested load from stdin, but stdin is empty", hint: "name a file: strata load -i FILE")
        }
        let platform = try platform.map { try Platform(parsing: $0) }
        let store = try context.openStoreAsRoot()
        let before = try store.images()
        let images = try await context.interruptible {
            try CommandError.during("loading \(input ?? "from standard input")") {
                let source: LoadSource =
                    if let input { try LoadSource(path: FilePath(input)) } else {
                        .archive(try HostFile.standardInputHandle())
                    }
                return try store.load(from: source, platform: platform)
            }
        }
        for image in images { report(image, before, to: context.output) }
        return .success
    }

    /// In docker's words.
    private func report(_ image: LoadedImage, _ before: [Image], to output: StandardStream) {
        for reference in image.references {
            if let old = before.first(where: { $0.references.contains(reference) }), old.id != image.image.id {
                output.print(
                    "The image \(reference.familiar) already exists, renaming the old one with ID \(old.id) to empty string"
                )
            }
            output.print("Loaded image: \(reference.familiar)")
        }
        if image.references.isEmpty { output.print("Loaded image ID: \(image.image.id)") }
    }
}
