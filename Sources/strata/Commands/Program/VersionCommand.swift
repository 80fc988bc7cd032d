import ArgumentParser
import OCI
import TerminalUI

/// `strata version`.
struct VersionCommand: DirectCommand, ImmediateCommand {
    static let configuration = CommandConfiguration(
        commandName: "version",
        abstract: "Show the version of this program.",
        discussion: """
            There is no server: the program does a server's work itself, so templates find the same facts below .Client and .Server.

              strata version
              strata version --format '{{.Client.Version}} on {{.Client.Os}}/{{.Client.Arch}}'
            """
    )
    static let shape = CommandShape(["f/format=", "short"])
    static let needsSettings = false

    /// This version (CHANGELOG.md).
    static let number = "0.1.0"
    /// When its commands were last changed, for the manual pages.
    static let date = "2026-11-25"

    @Option(
        name: [.customShort("f"), .customLong("format")],
        help: ArgumentHelp("json, or a Go template.", valueName: "format"))
    var format: String?

    @Flag(help: ArgumentHelp("Print the number alone.", visibility: .hidden))
    var short = false

    init() {}

    init?(_ words: PlainWords) {
        guard words.arguments.isEmpty else { return nil }
        format = words.value("format")
        short = words.isOn("short")
    }

    func runAtOnce(in context: CommandContext) throws -> ProgramStatus {
        switch format {
        case _ where short: context.output.print("Strata version \(Self.number)")
        case nil: context.output.write(Self.text)
        case "json": context.output.print(Self.document.compact())
        case let template?:
            context.output.print(try GoTemplate(parsing: template).render(Self.document, types: Self.types))
        }
        return .success
    }

    /// docker's lines for its client, those left out that do not apply.
    private static var text: String {
        """
        Client:
         Version:           \(number)
         OS/Arch:           \(Platform.host.os)/\(Platform.host.architecture)
         Context:           default

        """
    }

    /// docker's document. No daemon's interface is spoken, so its version is empty, as is what Go compiled.
    private static var document: JSONValue {
        let client: JSONObject = [
            "Version": .string(number), "ApiVersion": "", "DefaultAPIVersion": "", "GitCommit": "", "GoVersion": "",
            "Os": .string(Platform.host.os), "Arch": .string(Platform.host.architecture), "BuildTime": "",
            "Context": "default",
        ]
        let server: JSONObject = [
            "Platform": ["Name": "Strata"], "Components": .null, "Version": .string(number), "ApiVersion": "",
            "MinAPIVersion": "", "GitCommit": "", "GoVersion": "", "Os": .string(Platform.host.os),
            "Arch": .string(Platform.host.architecture), "KernelVersion": .string(HostFacts.kernelVersion),
            "BuildTime": "",
        ]
        return ["Client": .object(client), "Server": .object(server)]
    }

    /// Go's names of fields that JSON names otherwise.
    private static let types = TemplateTypes(aliases: ["APIVersion": "ApiVersion"])
}
