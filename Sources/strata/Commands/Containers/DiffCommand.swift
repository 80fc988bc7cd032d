import ArgumentParser
import LayerArchive
import LinuxSystem
import OCI
import Storage

/// `strata diff`.
struct DiffCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what a container changed: A added, C changed, D deleted.",
        discussion: "  strata diff web"
    )
    static let shape = CommandShape([])

    @Argument(help: ArgumentHelp("Name or ID of a container.", valueName: "container"))
    var container: String

    func run(in context: CommandContext) async throws -> ProgramStatus {
        let store = try context.openStore()
        let container = try store.requireContainer(named: container)
        let image = try store.image(of: container)
        let base = try OverlayMount.make(lowers: store.stack(of: image).lowerDirectories)
        let changes = try TreeDifference(upper: DirectoryHandle.open(container.upper), base: base.root())
        for item in changes.items {
            context.output.write(Array("\(item.change.rawValue) /".utf8) + item.path + [UInt8(ascii: "\n")])
        }
        return .success
    }
}
