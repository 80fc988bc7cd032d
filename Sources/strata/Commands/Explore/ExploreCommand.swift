import ArgumentParser
import Explorer
import Inspection
import LinuxSystem
import OCI
import SystemPackage
import TerminalUI

/// `strata explore`.
struct ExploreCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "explore",
        abstract: "See at a terminal what each layer of an image adds, changes, removes and wastes.",
        discussion: """
            Layers at the left, the tree at the right; ? shows the keys, which are dive's where dive has them. IMAGE is an image of \
            the store, or docker-archive:PATH, oci:PATH, oci-archive:PATH, docker://NAME, docker-daemon:NAME, container:NAME, the path \
            of an archive, or - for an archive by standard input. Of a registry's image only the layers that are looked at are \
            fetched. Credentials and lint findings stand at the layer that they belong to. With --web the same is a page in a \
            browser on this machine, until Ctrl-C.

              strata explore app
              strata explore docker-archive:app.tar
              strata explore --web app
            """
    )
    static let memory = MemoryUse.largeTables
    static let shape = CommandShape(["web", "platform~", "dockerfile="])

    @Flag(help: "Serve a page for a browser on this machine.")
    var web = false

    @Option(help: ArgumentHelp("Of an index, the image for this platform.", valueName: "os/arch"))
    var platform: String?

    @Option(
        help: ArgumentHelp("Show lint findings of this Dockerfile, in place of the build's own.", valueName: "file"))
    var dockerfile: String?

    @Argument(help: ArgumentHelp("The image to look into.", valueName: "image"))
    var image: String

    func run(in context: CommandContext) async throws -> ProgramStatus {
        let instructions = try ImageInstructions(context, dockerfile: dockerfile)
        if web { return try await ReportServer(context).serve(image, platform: platform, instructions) }
        guard Terminal.isTerminal(1), let keys = Self.keys,
            !["", "dumb"].contains(context.environment["TERM"] ?? "")
        else {
            throw CommandError(
                "exploring needs a terminal that can move its cursor",
                hint: "strata explore --web \(image), or strata report --html FILE \(image)")
        }
        let opened = try await context.imageAccess(platform: platform).open(ImageSource(parsing: image))
        guard !opened.layers.isEmpty else {
            throw CommandError("\(opened.name) has no layers: there is nothing to see")
        }
        return try explore(opened, instructions, keys, context)
    }

    /// Where keys come from: standard input, or the terminal of this session where that is an archive or something else; `nil` where
    /// there is no terminal.
    private static var keys: FileHandle? {
        Terminal.isTerminal(0) ? try? HostFile.standardInputHandle() : try? FileHandle.open("/dev/tty")
    }

    private func explore(
        _ image: InspectedImage, _ instructions: ImageInstructions, _ keys: FileHandle, _ context: CommandContext
    ) throws -> ProgramStatus {
        // A terminal that does not know its size, as of a container whose client has not told it yet, has the usual one until it does.
        let size = Terminal.size(1) ?? (columns: 80, rows: 24)
        let mailbox = try ExplorerMailbox()
        let worker = ExploreWorker(image, instructions, mailbox)
        var state = ExplorerState(ExplorerImage(image), columns: size.columns, rows: size.rows)
        var session = ExplorerSession(
            input: keys, output: try HostFile.standardOutputHandle(),
            palette: Palette(environment: context.environment),
            repertoire: Repertoire(environment: context.environment), mailbox: mailbox, suspend: HostProcess.suspend)
        let end = Signals.shared.forwarding(to: { mailbox.post(signal: $0) }) {
            session.run(&state) { worker.perform($0) }
        }
        return switch end {
        case .quit: .success
        case .signal(let number): .signal(number)
        }
    }
}
