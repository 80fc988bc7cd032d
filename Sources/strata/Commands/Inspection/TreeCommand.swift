import ArgumentParser
import Inspection
import OCI
import Storage
import TerminalUI

/// `strata tree`.
struct TreeCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "tree",
        abstract: "Show which images share which layers.",
        discussion: """
            What images begin with alike stands once, with what each has above it; below it what each image has for itself. Without a \
            name all images of the store are compared. An image is named as for `strata analyze`; of those in a registry sizes are as sent.

              strata tree
              strata tree app:1 app:2 docker://debian:12
            """
    )
    static let shape = CommandShape(["format=", "no-trunc", "platform~"])

    @Option(help: ArgumentHelp("table or json.", valueName: "format"))
    var format = "table"

    @Flag(help: "Print whole digests and instructions.")
    var noTrunc = false

    @Option(help: ArgumentHelp("Of images for several platforms, this one's.", valueName: "os/arch"))
    var platform: String?

    @Argument(help: ArgumentHelp("The images.", valueName: "image"))
    var images: [String] = []

    func run(in context: CommandContext) async throws -> ProgramStatus {
        guard ["table", "json"].contains(format) else {
            throw UsageError(
                "--format \(format): there is no such format", hint: "write --format table or --format json")
        }
        let access = try ImageAccess(context, platform: platform)
        let sources = try sources(context)
        let command = self
        let report = try await context.interruptible {
            var images: [InspectedImage] = []
            for source in sources { images.append(try await access.open(source)) }
            return SharingReport(
                shared: try await SharedLayers(of: images), isWhole: command.noTrunc,
                repertoire: Repertoire(environment: context.environment))
        }
        context.output.write(format == "json" ? report.json.indented() + "\n" : report.table)
        return .success
    }

    private func sources(_ context: CommandContext) throws -> [ImageSource] {
        if !images.isEmpty { return try images.map { try ImageSource(parsing: $0) } }
        return try context.openStore().images().map { image in
            .store(image.references.first?.familiar ?? image.id.hex)
        }
    }
}
