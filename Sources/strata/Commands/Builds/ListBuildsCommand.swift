import ArgumentParser
import OCI
import Storage
import TerminalUI

/// `strata builds ls`.
struct ListBuildsCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls",
        abstract: "List builds, the newest first.",
        discussion: """
            The store keeps the last thousand builds, those that failed or were killed too; the settings history-builds, \
            history-age and history-size choose otherwise.

              strata builds ls
              strata builds ls --filter status=error --filter name=app
              strata builds ls --format "{{.Ref}} {{.Duration}}"
            """
    )
    static let shape = CommandShape(["f/filter=", "format=", "no-trunc", "q/quiet", "n/last="])

    static let listing = Listing(
        headings: [
            "ID": "BUILD ID", "Ref": "BUILD ID", "Name": "NAME", "Status": "STATUS", "CreatedAt": "CREATED AT",
            "CreatedSince": "CREATED AT", "Duration": "DURATION", "Steps": "CACHED", "Platform": "PLATFORM",
            "Image": "IMAGE", "TotalSteps": "STEPS", "CachedSteps": "CACHED", "Error": "ERROR",
        ],
        table: #"{{.Ref}}\t{{.Name}}\t{{.Status}}\t{{.CreatedSince}}\t{{.Duration}}\t{{.Steps}}"#)

    @Option(
        name: [.customShort("f"), .customLong("filter")],
        help: ArgumentHelp(
            "Show some: status=completed|error|canceled|interrupted, name=, ref=, platform=.", valueName: "filter"))
    var filters: [String] = []

    @Option(help: ArgumentHelp("json, table, or a Go template.", valueName: "format"))
    var format: String?

    @Flag(help: "Print all of names and errors.")
    var noTrunc = false

    @Flag(name: [.short, .long], help: "Print IDs alone.")
    var quiet = false

    @Option(name: [.customShort("n"), .long], help: ArgumentHelp("At most so many.", valueName: "count"))
    var last: Int?

    func run(in context: CommandContext) async throws -> ProgramStatus {
        let filter = try BuildFilter(filters)
        let now = Timestamp.now()
        let found = try context.openStore().builds().filter(filter.keeps)
        let rows = found.prefix(max(0, last ?? .max)).map { BuildRow(build: $0, isCut: !noTrunc, now: now).fields }
        context.output.write(try Self.listing.text(rows, format: Self.listing.format(format, quiet: quiet)))
        return .success
    }
}

/// What `builds ls --filter` keeps: builds that match one value of each name.
struct BuildFilter {
    private static let known = ["name", "platform", "ref", "status"]
    private let wanted: [String: [String]]

    init(_ texts: [String]) throws {
        var wanted: [String: [String]] = [:]
        for option in try FilterOption.parse(texts) {
            guard Self.known.contains(option.name) else { throw option.unknown(known: Self.known) }
            if option.name == "status", BuildRecord.Outcome(rawValue: option.value.lowercased()) == nil {
                throw option.refused("a build is completed, error, canceled or interrupted")
            }
            wanted[option.name, default: []].append(option.value.lowercased())
        }
        self.wanted = wanted
    }

    func keeps(_ build: BuildRecord) -> Bool {
        wanted.allSatisfy { name, values in
            values.contains { value in
                switch name {
                case "status": build.outcome.rawValue == value
                case "ref": build.id.hasPrefix(value)
                case "platform": build.platform == value
                default: ([build.name] + build.names).contains { $0.lowercased().contains(value) }
                }
            }
        }
    }
}
