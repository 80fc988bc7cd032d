import ArgumentParser
import OCI
import Storage
import TerminalUI

/// `strata ps`.
struct PsCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "ps",
        abstract: "List containers.",
        discussion: "  strata ps -a"
    )
    static let shape = CommandShape(["a/all", "q/quiet", "no-trunc", "n/last=", "l/latest", "format="])

    static let listing = Listing(
        headings: [
            "ID": "CONTAINER ID", "Image": "IMAGE", "Command": "COMMAND", "CreatedAt": "CREATED AT",
            "RunningFor": "CREATED",
            "Status": "STATUS", "Ports": "PORTS", "Names": "NAMES", "State": "STATE", "Size": "SIZE",
            "Labels": "LABELS",
            "Mounts": "MOUNTS", "LocalVolumes": "LOCAL VOLUMES", "Networks": "NETWORKS",
        ],
        table: ["ID", "Image", "Command", "RunningFor", "Status", "Ports", "Names"]
    )

    @Flag(name: [.short, .long], help: "Also those that have ended.")
    var all = false

    @Flag(name: [.short, .long], help: "Print IDs alone.")
    var quiet = false

    @Flag(help: "Print whole IDs and commands.")
    var noTrunc = false

    @Option(
        name: [.customShort("n"), .long], help: ArgumentHelp("The newest, whatever their state.", valueName: "count"))
    var last: Int?

    @Flag(name: [.short, .long], help: "The newest, whatever its state.")
    var latest = false

    @Option(help: ArgumentHelp("json, table, or a Go template.", valueName: "format"))
    var format: String?

    func run(in context: CommandContext) async throws -> ProgramStatus {
        let limit = latest ? 1 : last
        let store = try context.openStore()
        let containers = try store.containers(all: all || limit != nil)
        let now = Timestamp.now()
        let rows = containers.prefix(limit ?? .max).map { row($0, now: now) }
        context.output.write(try Self.listing.text(Array(rows), format: format, quiet: quiet))
        return .success
    }

    private func row(_ container: Container, now: Timestamp) -> JSONObject {
        let command = "\"" + (noTrunc ? Self.line(container) : ShortText.cut(Self.line(container), to: 20)) + "\""
        return [
            "Command": .string(command),
            "CreatedAt": .string(HostTime.dockerText(container.created)),
            "ID": .string(noTrunc ? container.id : container.shortID),
            "Image": .string(container.imageName),
            "Labels": "",
            "LocalVolumes": "0",
            "Mounts": "",
            "Names": .string(container.name),
            "Networks": "",
            "Ports": "",
            "RunningFor": .string(TimeFormat.ago(container.created, now: now)),
            "Size": "",
            "State": .string(Self.state(container)),
            "Status": .string(Self.status(container, now: now)),
        ]
    }

    private static func line(_ container: Container) -> String { container.command.joined(separator: " ") }

    private static func state(_ container: Container) -> String {
        switch container.state {
        case .created: "created"
        case .running: "running"
        case .exited: "exited"
        }
    }

    /// `Up 3 minutes`, `Exited (0) 2 hours ago`.
    static func status(_ container: Container, now: Timestamp) -> String {
        switch container.state {
        case .created:
            return "Created"
        case .running:
            let seconds = container.started.map { now.secondsSince($0) } ?? 0
            return "Up \(TimeFormat.span(seconds))"
        case .exited(let status):
            return "Exited (\(status)) \(TimeFormat.ago(container.finished ?? container.created, now: now))"
        }
    }
}
