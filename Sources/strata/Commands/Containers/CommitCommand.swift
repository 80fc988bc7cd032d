import ArgumentParser
import Builder
import OCI
import Storage

/// `strata commit`.
struct CommitCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "commit",
        abstract: "Make an image of a container: its writable layer becomes one more layer.",
        discussion: """
            A Dockerfile says how an image came to be, and a commit does not: better keep to `strata build` for what is to last.

              strata commit -m "with my tools" work tools:latest
            """
    )
    static let shape = CommandShape(["a/author=", "m/message=", "c/change=", "p/pause"])

    @Option(name: [.customShort("a"), .long], help: ArgumentHelp("Author.", valueName: "text"))
    var author: String?

    @Option(name: [.customShort("m"), .long], help: ArgumentHelp("Comment in the history.", valueName: "text"))
    var message: String?

    @Option(
        name: [.customShort("c"), .customLong("change")],
        help: ArgumentHelp(
            "A Dockerfile instruction for the configuration, such as CMD or ENV.", valueName: "instruction"))
    var changes: [String] = []

    @Flag(name: [.short, .long], help: "Accepted for docker's sake.")
    var pause = false

    @Argument(help: ArgumentHelp("Name or ID of a container.", valueName: "container"))
    var container: String

    @Argument(help: ArgumentHelp("Name of the image.", valueName: "name[:tag]"))
    var name: String?

    func run(in context: CommandContext) async throws -> ProgramStatus {
        let reference = try name.map { try ImageReference(parsing: $0).withDefaultTag() }
        let store = try context.openStoreAsRoot()
        let container = try store.requireContainer(named: container)
        let image = try await context.interruptible {
            try ImageBuilder(store: store).commit(
                container: container, tag: reference, changes: changes, author: author, message: message)
        }
        context.output.print(image.id.description)
        return .success
    }
}
