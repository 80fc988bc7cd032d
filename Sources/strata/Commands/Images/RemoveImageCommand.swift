import ArgumentParser
import Storage

/// `strata rmi`.
struct RemoveImageCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "rmi",
        abstract: "Remove names of images, and images that have none left.",
        discussion: """
            Layers that no other image and no cache record needs go with the image.

              strata rmi app:old
            """
    )
    static let shape = CommandShape(["f/force", "no-prune"])

    @Flag(name: [.short, .long], help: "Remove also what several names or a container refer to.")
    var force = false

    @Flag(help: "Accepted for docker's sake: an image has no parents without names that could go with it.")
    var noPrune = false

    @Argument(help: ArgumentHelp("Name or ID of an image.", valueName: "image"))
    var images: [String]

    func run(in context: CommandContext) async throws -> ProgramStatus {
        let store = try context.openStore()
        var status = ProgramStatus.success
        for name in images {
            do {
                for removal in try store.removeImage(named: name, force: force) { context.output.print("\(removal)") }
            } catch {
                let reported = context.reporter.report(error, commandLine: [])
                // What is not there need not be removed: with --force that is said, and is no failure.
                let isMissing = (error as? StorageError)?.code == .noSuchImage
                if !(force && isMissing) { status = reported }
            }
        }
        return status
    }
}
