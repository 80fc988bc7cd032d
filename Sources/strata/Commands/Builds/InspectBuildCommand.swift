import ArgumentParser
import OCI
import Storage
import TerminalUI

/// `strata builds inspect`.
struct InspectBuildCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show a build with its steps.",
        discussion: """
            A build is named by the start of its ID; last is the newest (and meant without a name), ^1 the one before it.

              strata builds inspect
              strata builds inspect --format "{{range .Steps}}{{.State}} {{end}}" ^1
            """
    )
    static let shape = CommandShape(["format="])

    @Option(help: ArgumentHelp("json, pretty, or a Go template.", valueName: "format"))
    var format: String?

    @Argument(help: ArgumentHelp("ID of a build, last, or ^N.", valueName: "build"))
    var build: String?

    func run(in context: CommandContext) async throws -> ProgramStatus {
        let store = try context.openStore()
        let found = try store.requireBuild(named: build ?? "")
        let document = BuildDocument(build: found, steps: try store.steps(of: found))
        let shown = try DocumentFormat(format).text(document.object) ?? document.text(now: .now())
        context.output.write(shown)
        return .success
    }
}

/// The format of one document: text for people, JSON, or a Go template.
struct DocumentFormat {
    private let format: String

    init(_ format: String?) { self.format = format ?? "" }

    /// Whether people are to read it.
    var isPretty: Bool { ["", "pretty", "table"].contains(format) }

    /// The text of an object; `nil` where people are to read it.
    func text(_ object: JSONObject) throws -> String? {
        if isPretty { return nil }
        let value = JSONValue.object(object)
        if format == "json" { return value.indented(by: "    ", escapingHTML: false) + "\n" }
        return try GoTemplate(parsing: format).render(value, types: .decoded) + "\n"
    }
}
