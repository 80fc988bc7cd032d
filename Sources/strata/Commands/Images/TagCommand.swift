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
        let reference = try Self.reference(name)
        guard reference.digest == nil else {
            throw CommandError(
                "refusing to create a tag with a digest reference",
                hint: "a new name is written name:tag, without @sha256:…")
        }
        let store = try context.openStore()
        try store.tag(store.requireImage(named: image), as: reference)
        return .success
    }

    /// The new name, refused in docker's words.
    private static func reference(_ name: String) throws -> ImageReference {
        let reference: ImageReference
        do { reference = try ImageReference(parsing: name).withDefaultTag() } catch {
            throw CommandError(
                "parsing reference: \"\(name)\" is not a valid repository/tag: \(error.message)", hint: error.hint)
        }
        guard reference.repository.familiar != "sha256" else {
            throw CommandError(
                "refusing to create an ambiguous tag using digest algorithm as name",
                hint: "sha256:… is an image ID wherever a name is expected; choose another name")
        }
        return reference
    }
}
