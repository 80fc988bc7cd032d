import ArgumentParser
import Inspection
import LayerArchive
import LinuxSystem
import OCI
import Packages
import Storage
import SystemPackage
import TerminalUI

/// `strata diff`.
struct DiffCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what a container changed, or what differs between two images.",
        discussion: """
            Of a container: A added, C changed, D deleted, a path a line. Of two images: the layers that they share, files that
            are added, removed and changed (content, mode, owner, kind, attributes), packages, and the configuration. An image is one of
            the store, or docker-archive:PATH, oci:PATH, oci-archive:PATH, docker://NAME, container:NAME, or the path of an
            archive.

              strata diff web
              strata diff app:1.1 app:1.2
              strata diff --format html -o diff.html app:1.1 docker://registry.example/app:1.2
            """
    )
    static let shape = CommandShape(["format=", "o/output=", "platform~", "no-trunc", "exit-code", "times"])

    @Option(help: ArgumentHelp("Of two images: text, json or html (default: text).", valueName: "format"))
    var format: String?

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("Of two images: file to write (default: standard output).", valueName: "path"))
    var output: String?

    @Option(help: ArgumentHelp("Of images for several platforms, this one.", valueName: "os/arch"))
    var platform: String?

    @Flag(help: "List all that is in directories that one image alone has, and whole values.")
    var noTrunc = false

    @Flag(help: "Of two images: files that differ in their times alone are changed, too.")
    var times = false

    @Flag(help: "Of two images: end with status 1 where something differs.")
    var exitCode = false

    @Argument(help: ArgumentHelp("Name or ID of a container, or an image.", valueName: "container|image"))
    var first: String

    @Argument(help: ArgumentHelp("Another image.", valueName: "image"))
    var second: String?

    func run(in context: CommandContext) async throws -> ProgramStatus {
        if let second { return try await compare(with: second, context) }
        if format != nil || output != nil || platform != nil || noTrunc || exitCode || times {
            throw UsageError(
                "--format, --output, --platform, --no-trunc, --times and --exit-code are for two images",
                hint: "name another image, or leave them out")
        }
        let store = try context.openStore()
        let container = try store.requireContainer(named: first)
        let image = try store.image(of: container)
        let base = try OverlayMount.make(lowers: store.stack(of: image).lowerDirectories)
        let changes = try TreeDifference(upper: DirectoryHandle.open(container.upper), base: base.root())
        for item in changes.items {
            context.output.write(Array("\(item.change.rawValue) /".utf8) + item.path + [UInt8(ascii: "\n")])
        }
        return .success
    }

    private func compare(with second: String, _ context: CommandContext) async throws -> ProgramStatus {
        guard let form = ComparisonFormat(rawValue: format ?? "text") else {
            throw UsageError("--format \(format ?? ""): there is no such format", hint: "one of text, json, html")
        }
        let sources = (try ImageSource(parsing: first), try ImageSource(parsing: second))
        let access = try context.imageAccess(platform: platform)
        let withTimes = times
        let comparison = try await context.interruptible {
            try await ImageComparison(
                from: access.open(sources.0), to: access.open(sources.1), withTimes: withTimes)
        }
        for (image, warnings) in [(first, comparison.warnings.first), (second, comparison.warnings.second)] {
            for warning in warnings {
                context.talk.print("warning: \(image): \(LogText.harmless(warning.place)): \(warning.message)")
            }
        }
        let text = form.text(of: comparison, isWhole: noTrunc)
        let repertoire = form == .text ? Repertoire(environment: context.environment) : .unicode
        let bytes = Array(repertoire.drawn(text).utf8)
        if let output { try HostFile.replace(FilePath(output), with: bytes) } else { context.output.write(bytes) }
        return exitCode && !comparison.isEmpty ? .failure : .success
    }
}
