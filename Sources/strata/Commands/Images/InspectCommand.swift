import ArgumentParser
import OCI
import Storage
import TerminalUI

/// `strata inspect`.
struct InspectCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show all that is known of images and containers.",
        discussion: """
              strata inspect app
              strata inspect --format "{{.Config.Cmd}} {{json .RootFS.Layers}}" app
            """
    )
    static let shape = CommandShape(["f/format=", "type="])

    @Option(
        name: [.customShort("f"), .customLong("format")],
        help: ArgumentHelp("json, or a Go template.", valueName: "format"))
    var format: String?

    @Option(help: ArgumentHelp("image or container, where both have the name.", valueName: "type"))
    var type: String?

    @Argument(help: ArgumentHelp("Name or ID.", valueName: "name"))
    var names: [String]

    func run(in context: CommandContext) async throws -> ProgramStatus {
        if let type, type != "image", type != "container" {
            throw UsageError(
                "--type \(type): there are images and containers", hint: "write --type image or --type container")
        }
        let template = try format.flatMap { $0 == "json" ? nil : try GoTemplate(parsing: $0) }
        let store = try context.openStore()
        var documents: [JSONValue] = []
        let status = try context.forEach(names) { name in documents.append(try document(named: name, in: store)) }
        if let template {
            for document in documents { context.output.print(try template.render(document)) }
        } else if format == "json" {
            context.output.print(JSONValue.array(documents).compact())
        } else {
            context.output.print(JSONValue.array(documents).indented(by: "    "))
        }
        return status
    }

    private func document(named name: String, in store: Store) throws -> JSONValue {
        if type != "image", let container = try store.container(named: name) {
            return try ContainerDocument(container, store: store).json
        }
        if type == "container" { return try ContainerDocument(store.requireContainer(named: name), store: store).json }
        return try ImageDocument(store.requireImage(named: name), store: store).json
    }
}
