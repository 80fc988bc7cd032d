import ArgumentParser
import Explorer
import Inspection
import LayerAnalysis
import LinuxSystem
import OCI
import SystemPackage

/// `strata report`.
struct ReportCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write a page about an image: layers, map, waste, findings.",
        discussion: """
            The page is one file that can be mailed: it needs no network, and nothing of it is fetched. IMAGE is as for explore.

              strata report --html app.html app
              strata report --html - docker-archive:app.tar > app.html
            """
    )
    static let memory = MemoryUse.largeTables
    static let shape = CommandShape(["html=", "platform~", "dockerfile="])

    @Option(help: ArgumentHelp("Where to write the page; - is standard output.", valueName: "file"))
    var html: String

    @Option(help: ArgumentHelp("Of an index, the image for this platform.", valueName: "os/arch"))
    var platform: String?

    @Option(
        help: ArgumentHelp("Show lint findings of this Dockerfile, in place of the build's own.", valueName: "file"))
    var dockerfile: String?

    @Argument(help: ArgumentHelp("The image to look into.", valueName: "image"))
    var image: String

    func run(in context: CommandContext) async throws -> ProgramStatus {
        let (html, image, platform) = (html, image, platform)
        let instructions = try ImageInstructions(context, dockerfile: dockerfile)
        let page = try await context.interruptible {
            let opened = try await context.imageAccess(platform: platform).open(ImageSource(parsing: image))
            let progress = ProgressLine(context.talk)
            defer { progress.clear() }
            return try await ImagePage.bytes(of: opened, instructions) { progress.show($0) }
        }
        if html == "-" {
            context.output.write(page)
        } else {
            try CommandError.during("writing \(html)") { try HostFile.replace(FilePath(html), with: page) }
        }
        return .success
    }
}

/// The page of an image that is looked into.
enum ImagePage {
    /// Reads all layers and makes the page.
    ///
    /// - Parameter tell: Called with what is about to be done, as a phrase.
    static func bytes(
        of image: InspectedImage, _ instructions: ImageInstructions, tell: (String) -> Void = { _ in }
    ) async throws -> [UInt8] {
        let files = LayerFiles(image)
        var trees: [LayerTree] = []
        var search = LayerwiseSearch(image)
        for layer in image.layers {
            try Task.checkCancellation()
            tell("reading layer \(layer.number + 1) of \(image.layers.count)")
            // An archive is read once for all; of the store the tree may be known already.
            trees.append(try await files.areInStore ? files.tree(of: layer.number) : search.read(layer))
        }
        let secrets =
            try await files.areInStore ? ImageNotes.secrets(of: image, tell: tell) : ImageNotes.notes(search.findings)
        tell("comparing files")
        var stack = StackedTree(trees)
        if let identified = try await files.identified(stack) { stack = stack.knowing(identified) }
        let notes = ImageNotes(
            secrets: secrets, waste: ImageNotes.waste(of: stack), lint: try instructions.notes(of: image))
        let document = ReportDocument(
            ExplorerImage(image, masking: true), stack, waste: ImageWaste.of(stack), notes: notes.all)
        return ReportPage.html(of: document.json(), title: image.name)
    }
}
