import ArgumentParser
import OCI
import Storage

/// `strata tag`.
struct TagCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "tag",
        abstract: "Give an image one more name.",
        discussion: "  strata tag app app:1.2"
    )
    static let shape = CommandShape([])

    @Argument(help: ArgumentHelp("Name or ID of an image.", valueName: "image"))
    var image: String

    @Argument(help: ArgumentHelp("The new name.", valueName: "name[:tag]"))
    var name: String

    func run(in context: CommandContext) async throws -> ProgramStatus {
        let reference = try ImageReference(parsing: name).withDefaultTag()
        guard reference.digest == nil else {
            throw CommandError(
                "refusing to create a tag with a digest reference",
                hint: "a new name is written name:tag, without @sha256:…")
        }
        let store = try context.openStore()
        try store.tag(store.requireImage(named: image), as: reference)
        return .success
    }
}
