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
    static let shape = CommandShape(["html=", "platform="])

    @Option(help: ArgumentHelp("Where to write the page; - is standard output.", valueName: "file"))
    var html: String

    @Option(help: ArgumentHelp("Of an index, the image for this platform.", valueName: "os/arch"))
    var platform: String?

    @Argument(help: ArgumentHelp("The image to look into.", valueName: "image"))
    var image: String

    func run(in context: CommandContext) async throws -> ProgramStatus {
        let (html, image, platform) = (html, image, platform)
        let page = try await context.interruptible {
            try await ImagePage.bytes(
                of: context.imageAccess(platform: platform).open(ImageSource(parsing: image)))
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
    static func bytes(of image: InspectedImage) async throws -> [UInt8] {
        let files = LayerFiles(image)
        var trees: [LayerTree] = []
        for layer in image.layers {
            try Task.checkCancellation()
            trees.append(try await files.tree(of: layer.number))
        }
        var stack = StackedTree(trees)
        if let identified = try await files.identified(stack) { stack = StackedTree(identified) }
        let document = ReportDocument(
            ExplorerImage(image), stack, waste: ImageWaste.of(stack), notes: try await ImageNotes.of(image))
        return ReportPage.html(of: document.json(), title: image.name)
    }
}
