import ArgumentParser
import Explorer
import OCI
import Registry

/// `strata tags`.
struct TagsCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "tags",
        abstract: "List the tags of a repository in a registry.",
        discussion: """
              strata tags debian
              strata tags --format json localhost:5000/team/app
            """
    )
    static let shape = CommandShape(["format="] + RegistryOptions.shape)

    @Option(help: ArgumentHelp("json for a document in place of lines.", valueName: "format"))
    var format: String?

    @OptionGroup
    var registry: RegistryOptions

    @Argument(help: ArgumentHelp("Name of the repository.", valueName: "name"))
    var name: String

    func run(in context: CommandContext) async throws -> ProgramStatus {
        guard format == nil || format == "json" || format == "" else {
            throw CommandError("--format \(format ?? ""): there is no such format", hint: "--format json, or none")
        }
        let repository = Repository(try RemoteImage.reference(name))
        let client = RegistryClient(repository, settings: try registry.settings(context))
        let tags = try await context.interruptible { try await client.tags() }
        if format == "json" {
            let document: JSONValue = [
                "Name": .string(repository.name.description), "Tags": .strings(tags),
            ]
            context.output.print(document.compact(escapingHTML: false))
        } else {
            // A registry may send what is no tag and speaks to the terminal.
            context.output.write(tags.map { ShownText.name($0.utf8) + "\n" }.joined())
        }
        return .success
    }
}
