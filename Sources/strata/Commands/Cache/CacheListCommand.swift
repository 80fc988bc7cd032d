import ArgumentParser
import OCI
import Storage
import TerminalUI

/// `strata cache ls`.
struct CacheListCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls",
        abstract: "List what the build cache keeps: the layers of steps, and cache mounts.",
        discussion: """
            Sizes are measured on the disk. OWN is what goes with the entry, SHARED what an image or another entry has too. \
            An asterisk marks what a running command uses.

              strata cache ls
              strata cache ls --filter until=168h --filter private=true
              strata cache ls --format "{{.ID}}\\t{{.Size}}\\t{{.Description}}"
            """
    )
    static let shape = CommandShape(["a/all", "q/quiet", "no-trunc", "verbose", "f/filter=", "format="])

    static let listing = Listing(
        headings: CacheEntryRow.headings,
        table: #"{{.ID}}\t{{.CacheType}}\t{{.Size}}\t{{.OwnSize}}\t{{.SharedSize}}\t{{.LastUsedSince}}\t"#
            + #"{{.UsageCount}}\t{{.Description}}"#
    )
    /// What `--verbose` prints of each, as `docker buildx du --verbose` does.
    private static let paragraph =
        "ID:\t\t{{.ID}}\nCreated at:\t{{.CreatedAt}}\nMutable:\t{{.Mutable}}\nReclaimable:\t{{.Reclaimable}}\n"
        + "Shared:\t\t{{.Shared}}\nSize:\t\t{{.Size}}\nDescription:\t{{.Description}}\n"
        + "Usage count:\t{{.UsageCount}}\nLast used:\t{{.LastUsedSince}}\nType:\t\t{{.CacheType}}\n"

    @Flag(name: [.short, .long], help: "Also records whose layers are gone.")
    var all = false

    @Flag(name: [.short, .long], help: "Print IDs alone.")
    var quiet = false

    @Flag(help: "Print whole IDs and instructions.")
    var noTrunc = false

    @Flag(help: "Print a paragraph for each entry.")
    var verbose = false

    @Option(
        name: [.customShort("f"), .customLong("filter")],
        help: ArgumentHelp(
            "Show some: until=time, id=id, type=kind, description~=pattern, inuse=, shared=, private=true.",
            valueName: "filter"))
    var filters: [String] = []

    @Option(help: ArgumentHelp("json, table, or a Go template.", valueName: "format"))
    var format: String?

    func run(in context: CommandContext) async throws -> ProgramStatus {
        let now = Timestamp.now()
        let filter = try CacheFilter(filters, now: now)
        let store = try context.openStore()
        let entries = try store.cacheEntries().filter { (all || !$0.isBare) && filter.keeps($0) }
        let isDetailed = noTrunc || verbose
        let rows = entries.map { CacheEntryRow($0, isCut: !isDetailed, now: now) }
        let chosen = format ?? (verbose ? Self.paragraph : nil)
        context.output.write(try Self.listing.text(rows, format: Self.listing.format(chosen, quiet: quiet)))
        if chosen == nil, !quiet { context.output.print(Self.sums(entries)) }
        return .success
    }

    /// The last lines: what a clean-up of all that no image needs would free, and the whole.
    private static func sums(_ entries: [CacheEntry]) -> String {
        var whole: Int64 = 0
        var reclaimable: Int64 = 0
        var seen: Set<Digest> = []
        for entry in entries {
            // A layer of several records is there once.
            if let layer = entry.layer, !seen.insert(layer.diffID).inserted { continue }
            whole += entry.bytes
            if entry.isReclaimable, !entry.isNeeded { reclaimable += entry.bytes }
        }
        return """
            Reclaimable:\t\(ByteFormat.size(reclaimable, precision: 4))
            Total:\t\t\(ByteFormat.size(whole, precision: 4))
            """
    }
}
