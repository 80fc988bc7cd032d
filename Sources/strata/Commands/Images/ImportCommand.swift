import ArgumentParser
import Builder
import LinuxSystem
import OCI
import Storage
import SystemPackage
import TerminalUI

/// `strata import`.
struct ImportCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Make an image of one layer from a tar of a root file system.",
        usage: "strata import [<options>] <file> [<name[:tag]>]",
        discussion: """
            The tar may be compressed; - is standard input.

              mmdebstrap --variant=minbase bookworm debian.tar
              strata import --change 'CMD ["bash"]' debian.tar debian:bookworm
            """
    )
    static let shape = CommandShape(["c/change=", "m/message=", "platform~"])

    @Option(
        name: [.customShort("c"), .customLong("change")],
        help: ArgumentHelp(
            "A Dockerfile instruction for the configuration, such as CMD or ENV.", valueName: "instruction"))
    var changes: [String] = []

    @Option(name: [.customShort("m"), .long], help: ArgumentHelp("Comment in the history.", valueName: "text"))
    var message: String?

    @Option(help: ArgumentHelp("What the files are for (default: this machine).", valueName: "os/arch"))
    var platform: String?

    @Argument(help: ArgumentHelp("The tar, or -.", valueName: "file"))
    var file: String

    @Argument(help: ArgumentHelp("Name of the image.", valueName: "name[:tag]"))
    var name: String?

    func run(in context: CommandContext) async throws -> ProgramStatus {
        if file.hasPrefix("http://") || file.hasPrefix("https://") {
            throw CommandError(
                "importing \(file): files are not fetched from the network", hint: "curl -L \(file) | strata import -")
        }
        let references = try name.map { [try ImageReference(parsing: $0).withDefaultTag()] } ?? []
        let platform = try platform ?? context.settings.choice(.platform)?.text
        var configuration = ImageConfiguration(platform: try platform.map { try Platform(parsing: $0) } ?? .host)
        try ConfigurationChanges.apply(changes, to: &configuration.config)
        let epoch = try context.sourceDateEpoch
        configuration.created = epoch ?? .now()
        configuration.history = [
            HistoryEntry(created: configuration.created, comment: message ?? "Imported from -")
        ]
        if file == "-", Terminal.isTerminal(0) {
            throw CommandError("requested import from stdin, but stdin is a terminal", hint: "strata import - < FILE")
        }
        let source = file == "-" ? try HostFile.standardInputHandle() : try opened()
        if try source.status().kind == .directory {
            throw CommandError("importing \(file): it is a directory", hint: "tar -C \(file) -c . | strata import -")
        }
        let store = try context.openStoreAsRoot()
        let made = configuration
        let image = try await context.interruptible {
            try CommandError.during("importing \(file)") {
                try store.importTar(source, configuration: made, references: references)
            }
        }
        context.output.print(image.id.description)
        return .success
    }

    private func opened() throws -> FileHandle {
        try CommandError.during("importing \(file)") { try FileHandle.open(FilePath(file)) }
    }
}
