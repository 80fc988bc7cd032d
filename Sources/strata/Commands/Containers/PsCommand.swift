import ArgumentParser
import OCI
import Storage
import TerminalUI

/// `strata ps`.
struct PsCommand: DirectCommand, ImmediateCommand {
    static let configuration = CommandConfiguration(
        commandName: "ps",
        abstract: "List containers.",
        discussion: """
              strata ps -a
              strata ps -aq --filter status=exited
            """
    )
    static let shape = CommandShape([
        "a/all", "q/quiet", "no-trunc", "n/last=", "l/latest", "s/size", "f/filter=", "format=",
    ])

    private static let columns =
        #"{{.ID}}\t{{.Image}}\t{{.Command}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}\t{{.Names}}"#
    private static let raw =
        "container_id: {{.ID}}\nimage: {{.Image}}\ncommand: {{.Command}}\ncreated_at: {{.CreatedAt}}\n"
        + "state: {{- pad .State 1 0}}\nstatus: {{- pad .Status 1 0}}\nnames: {{.Names}}\n"
        + "labels: {{- pad .Labels 1 0}}\nports: {{- pad .Ports 1 0}}\n"
    private static let quietRaw = "container_id: {{.ID}}"
    static let listing = Listing(headings: ContainerRow.headings, table: columns, raw: (raw, quietRaw))
    static let sizeListing = Listing(
        headings: ContainerRow.headings, table: columns + #"\t{{.Size}}"#, raw: (raw + "size: {{.Size}}\n", quietRaw))

    @Flag(name: [.short, .long], help: "Also those that have ended.")
    var all = false

    @Flag(name: [.short, .long], help: "Print IDs alone.")
    var quiet = false

    @Flag(help: "Print whole IDs and commands.")
    var noTrunc = false

    @Option(
        name: [.customShort("n"), .long], help: ArgumentHelp("The newest, whatever their state.", valueName: "count"))
    var last = -1

    @Flag(name: [.short, .long], help: "The newest, whatever its state.")
    var latest = false

    @Flag(name: [.short, .long], help: "Tell how much each has written.")
    var size = false

    @Option(
        name: [.customShort("f"), .customLong("filter")],
        help: ArgumentHelp(
            "Show some: name=expression, status=state, ancestor=image, exited=code, label=name[=value] and others.",
            valueName: "filter"))
    var filters: [String] = []

    @Option(help: ArgumentHelp("json, table, or a Go template.", valueName: "format"))
    var format: String?

    init() {}

    init?(_ words: PlainWords) {
        let counts = words.values("last").map { Int($0) }
        guard words.arguments.isEmpty, !counts.contains(nil) else { return nil }
        all = words.isOn("all")
        quiet = words.isOn("quiet")
        noTrunc = words.isOn("no-trunc")
        last = counts.last.flatMap(\.self) ?? -1
        latest = words.isOn("latest")
        size = words.isOn("size")
        filters = words.values("filter")
        format = words.value("format")
    }

    func runAtOnce(in context: CommandContext) throws -> ProgramStatus {
        let limit = latest ? 1 : last
        let store = try context.openStore()
        let filter = try ContainerFilter(filters, store: store)
        if quiet, let format, format != "", format != "table", format != "raw" {
            context.talk.print("WARNING: Ignoring custom format, because both --format and --quiet are set.")
        }
        let format = try wholeFormat()
        let found = try store.containers(all: all || limit > 0 || filter.includesEnded).filter(filter.keeps)
        let names = try found.isEmpty ? nil : ImageNames(store)
        let now = Timestamp.now()
        let rows = try found.prefix(limit > 0 ? limit : .max).map { container in
            ContainerRow(
                container: container, imageName: names?.shown(for: container, isCut: !noTrunc) ?? container.imageName,
                sizes: try wantsSizes ? Self.sizes(of: container, store) : nil, isCut: !noTrunc, now: now)
        }
        context.output.write(try Self.listing.text(rows, format: format))
        return .success
    }

    /// The format that is meant. As in docker, a template that cannot be applied is refused though there are no containers.
    private func wholeFormat() throws -> String {
        let listing = size ? Self.sizeListing : Self.listing
        let given = format ?? ""
        if quiet, given != "raw" { return "{{.ID}}" }
        let result = listing.format(given, quiet: quiet)
        if !given.isEmpty { _ = try Self.listing.text([Self.emptyRow], format: result) }
        return result
    }

    private static let emptyRow = JSONObject(
        members: ContainerRow.headings.keys.map { JSONObject.Member(key: $0, value: "") }
            + [JSONObject.Member(key: "Label", value: [:])])

    /// Whether sizes are shown: only then is what containers have written counted.
    private var wantsSizes: Bool {
        if size { return true }
        guard !quiet, let format else { return false }
        return format.contains(".Size") || format.contains("json .}") || format.contains("json . }")
    }

    static func sizes(of container: Container, _ store: Store) throws -> (own: Int64, all: Int64) {
        let own = try store.writtenBytes(of: container)
        return (own, own + (try store.image(of: container).size))
    }
}
