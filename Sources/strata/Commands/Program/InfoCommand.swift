import ArgumentParser
import OCI
import TerminalUI

/// `strata info`.
struct InfoCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "Show the store, the machine, and the settings in force.",
        discussion: """
            Works without root and without a store; what cannot be looked at is a warning. Each setting says where it comes from.

              strata info
              strata info --format '{{.DockerRootDir}} {{.Images}}'
            """
    )
    static let shape = CommandShape(["f/format="])

    @Option(
        name: [.customShort("f"), .customLong("format")],
        help: ArgumentHelp("json, or a Go template.", valueName: "format"))
    var format: String?

    func run(in context: CommandContext) async throws -> ProgramStatus {
        let template = try format.flatMap { $0 == "json" ? nil : try GoTemplate(parsing: $0) }
        let report = try HostReport(context)
        if let template {
            context.output.print(try template.render(report.document()))
        } else if format == "json" {
            context.output.print(try report.document().compact())
        } else {
            context.output.write(try report.text())
            for line in report.warningLines { context.talk.print(line) }
        }
        return .success
    }
}
