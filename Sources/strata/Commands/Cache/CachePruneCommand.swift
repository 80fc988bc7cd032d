import ArgumentParser
import DockerfileSyntax
import LinuxSystem
import OCI
import Storage
import TerminalUI

/// `strata cache prune`.
struct CachePruneCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Remove cached steps that no image needs, and cache mounts.",
        discussion: """
            With a bound on size, what was not used for longest goes until the rest fits, and records stay without their layers: \
            what does not need the bytes still finds them. What images, containers and running commands use is never removed.

              strata cache prune
              strata cache prune --max-age 168h
              strata cache prune --max-size 20GB --dry-run
            """
    )
    static let shape = CommandShape([
        "a/all", Confirmation.shape, "filter=", "max-size=", "max-age=", "min-free=", "dry-run", "keep-storage=",
        "reserved-space=", "max-used-space=", "min-free-space=", "verbose",
    ])

    @Flag(name: [.short, .long], help: "Also steps that images have: the images stay.")
    var all = false

    @OptionGroup
    var confirmation: Confirmation

    @Option(
        name: .customLong("filter"),
        help: ArgumentHelp(
            "Remove some: until=24h, id=id, type=kind, description~=pattern, inuse=, shared=, private=true.",
            valueName: "filter"))
    var filters: [String] = []

    @Option(help: ArgumentHelp("Keep so much at most: bytes, 10GB, or 20% of the disk.", valueName: "size"))
    var maxSize: String?

    @Option(help: ArgumentHelp("Remove what was not used for so long.", valueName: "span"))
    var maxAge: String?

    @Option(help: ArgumentHelp("Remove until so much of the disk is free.", valueName: "size"))
    var minFree: String?

    @Flag(help: "Say what would go, and remove nothing.")
    var dryRun = false

    @Option(help: ArgumentHelp("docker's word for --reserved-space.", valueName: "size"))
    var keepStorage: String?

    @Option(help: ArgumentHelp("Keep so much in any case.", valueName: "size"))
    var reservedSpace: String?

    @Option(help: ArgumentHelp("docker's word for --max-size.", valueName: "size"))
    var maxUsedSpace: String?

    @Option(help: ArgumentHelp("docker's word for --min-free.", valueName: "size"))
    var minFreeSpace: String?

    @Flag(help: "Accepted for docker's sake.")
    var verbose = false

    func run(in context: CommandContext) async throws -> ProgramStatus {
        let store = try context.openStore()
        let pruning = try pruning(DiskSpace(of: store.root), now: .now())
        if dryRun {
            let (entries, bytes) = try store.planPruning(pruning)
            PruneReport(context.output).list("Would delete build cache objects:", entries)
            context.output.print("Total reclaimable space: \(ByteFormat.size(bytes, precision: 4))")
            return .success
        }
        guard confirmation.isGiven(warning, context) else { return .success }
        let report = try await context.interruptible { try store.pruneCache(pruning) }
        PruneReport(context.output).list("Deleted build cache objects:", report.entries)
        context.output.print("Total reclaimed space: \(ByteFormat.size(report.freedBytes, precision: 4))")
        return .success
    }

    private var warning: String {
        let what = all ? "all build cache" : "all build cache that no image needs"
        return "WARNING! This will remove \(what). "
    }

    /// What the options choose.
    func pruning(_ disk: DiskSpace, now: Timestamp) throws -> CachePruning {
        var pruning = CachePruning(all: all)
        pruning.reservedBytes = try bytes([("keep-storage", keepStorage), ("reserved-space", reservedSpace)], disk)
        pruning.maximumBytes = try bytes([("max-size", maxSize), ("max-used-space", maxUsedSpace)], disk)
        pruning.minimumFreeBytes = try bytes([("min-free", minFree), ("min-free-space", minFreeSpace)], disk)
        pruning.freeBytes = disk.available
        if let maxAge {
            guard let moment = Moment.before(maxAge, now: now) else {
                throw UsageError("--max-age \(maxAge): it is no span of time", hint: "write 24h, 90m or 7d")
            }
            pruning.unusedSince = moment
        }
        let filter = try CacheFilter(filters, now: now)
        if !filter.isEmpty { pruning.filter = { filter.keeps($0) } }
        return pruning
    }

    /// The value of the option that is given, 0 where none is; two words for one thing must say the same.
    private func bytes(_ options: [(name: String, text: String?)], _ disk: DiskSpace) throws -> Int64 {
        let given = try options.compactMap { name, text in
            try text.map { (option: "--\(name) \($0)", bytes: try size("--\(name) \($0)", $0).bytes(of: disk)) }
        }
        guard let first = given.first else { return 0 }
        if let other = given.first(where: { $0.bytes != first.bytes }) {
            throw UsageError(
                "\(first.option) and \(other.option) are two sizes for one bound", hint: "leave one of them out")
        }
        return first.bytes
    }

    private func size(_ option: String, _ text: String) throws -> CacheSize {
        if let size = CacheSize(text) { return size }
        throw UsageError("\(option): it is no size", hint: CacheSize.example)
    }
}
