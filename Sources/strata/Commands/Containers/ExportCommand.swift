import ArgumentParser
import LayerArchive
import LinuxSystem
import OCI
import Storage
import SystemPackage

/// `strata export`.
struct ExportCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the file system of a container, or of an image, as a tar archive.",
        discussion: """
            What is mounted into the container is left out. It may run: a file that changes meanwhile is cut.

              strata export -o web.tar web
              strata export web | tar -tf -
            """
    )
    static let shape = CommandShape(["o/output="])

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("File to write (default: standard output).", valueName: "path"))
    var output: String?

    @Argument(help: ArgumentHelp("Name or ID of a container; else of an image.", valueName: "container"))
    var container: String

    /// Whose file system.
    private enum Source {
        case container(Container)
        case image(Image)
    }

    func run(in context: CommandContext) async throws -> ProgramStatus {
        if output == nil, context.output.isTerminal {
            throw CommandError(
                "cowardly refusing to export to a terminal", hint: "use the -o option, or send the output to a file")
        }
        let store = try context.openStoreAsRoot()
        try store.beginSession()
        let source = try source(in: store)
        try await context.interruptible {
            if let path = output.map({ FilePath($0) }) {
                switch source {
                case .container(let container): try store.exportTree(container, toFile: path)
                case .image(let image): try store.exportTree(image, toFile: path)
                }
            } else {
                let sink = FileSink(try HostFile.standardOutputHandle())
                switch source {
                case .container(let container): try store.exportTree(container, to: sink)
                case .image(let image): try store.exportTree(image, to: sink)
                }
            }
        }
        return .success
    }

    private func source(in store: Store) throws -> Source {
        if let container = try store.container(named: container) { return .container(container) }
        // A text that can be no image's name is no container's either.
        if let image = try? store.image(named: container) { return .image(image) }
        return .container(try store.requireContainer(named: container))
    }
}
