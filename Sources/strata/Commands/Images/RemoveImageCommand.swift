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
    static let shape = CommandShape(["f/force"])

    @Flag(name: [.short, .long], help: "Remove also what several names or a container refer to.")
    var force = false

    @Argument(help: ArgumentHelp("Name or ID of an image.", valueName: "image"))
    var images: [String]

    func run(in context: CommandContext) async throws -> ProgramStatus {
        let store = try context.openStore()
        return context.forEach(images) { name in
            for removal in try store.removeImage(named: name, force: force) { context.output.print("\(removal)") }
        }
    }
}
