import ArgumentParser
import Inspection
import OCI
import Packages
import SystemPackage
import TerminalUI

/// `strata sbom`.
struct SbomCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "sbom",
        abstract: "List the packages of an image, as a bill of materials.",
        discussion: """
            Reads the databases of dpkg, apk and rpm, what pip and npm have installed, and the modules that Go leaves in
            programs; nothing is run. The image is one of the store, or docker-archive:PATH, oci:PATH, oci-archive:PATH,
            docker://NAME, container:NAME, or the path of an archive. The same image gives the same bytes.

              strata sbom app
              strata sbom --format spdx-json -o app.spdx.json app
              strata sbom --format cyclonedx-json docker://debian:bookworm
            """
    )
    static let shape = CommandShape(["format=", "o/output=", "platform~"])

    @Option(
        help: ArgumentHelp(
            "table, json, spdx-json, spdx (lines of tags), cyclonedx-json, or cyclonedx-json@1.5.",
            valueName: "format"))
    var format = "table"

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("File to write (default: standard output).", valueName: "path"))
    var output: String?

    @Option(help: ArgumentHelp("Of images for several platforms, this one.", valueName: "os/arch"))
    var platform: String?

    @Argument(help: ArgumentHelp("An image.", valueName: "image"))
    var image: String

    func run(in context: CommandContext) async throws -> ProgramStatus {
        guard let form = BillFormat(format) else {
            throw UsageError(
                "--format \(format): there is no such format",
                hint: "one of \(BillFormat.names.joined(separator: ", "))")
        }
        let source = try ImageSource(parsing: image)
        let access = try context.imageAccess(platform: platform)
        let (opened, inventory) = try await context.interruptible {
            let opened = try await access.open(source)
            return (opened, try await opened.packages())
        }
        for warning in inventory.warnings {
            context.talk.print("warning: \(LogText.harmless(warning.place)): \(warning.message)")
        }
        let bill = BillOfMaterials(
            of: .init(opened, limit: try context.sourceDateEpoch), inventory, toolVersion: VersionCommand.number)
        let bytes = Array(form.text(of: bill).utf8)
        if let output { try HostFile.replace(FilePath(output), with: bytes) } else { context.output.write(bytes) }
        return .success
    }
}
