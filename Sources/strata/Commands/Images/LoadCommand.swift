import ArgumentParser
import LinuxSystem
import OCI
import Storage
import SystemPackage

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
    static let shape = CommandShape(["i/input=", "q/quiet"])

    @Option(
        name: [.customShort("i"), .customLong("input")],
        help: ArgumentHelp("File or directory to read (default: standard input).", valueName: "path"))
    var input: String?

    @Flag(name: [.short, .long], help: "Accepted for docker's sake.")
    var quiet = false

    func run(in context: CommandContext) async throws -> ProgramStatus {
        if input == nil, HostProcess.isTerminal(0) {
            throw UsageError("standard input is a terminal, and no file was named", hint: "strata load -i FILE")
        }
        let store = try context.openStoreAsRoot()
        let images = try await context.interruptible {
            try CommandError.during("loading \(input ?? "from standard input")") {
                if let input { return try store.load(path: FilePath(input)) }
                return try store.load(HostFile.standardInputHandle())
            }
        }
        for image in images {
            if image.references.isEmpty { context.output.print("Loaded image ID: \(image.id)") }
            for reference in image.references { context.output.print("Loaded image: \(reference.familiar)") }
        }
        return .success
    }
}
