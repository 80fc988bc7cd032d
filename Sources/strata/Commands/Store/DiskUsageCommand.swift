import ArgumentParser
import OCI
import Storage
import TerminalUI

/// `strata system df`.
struct DiskUsageCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "df",
        abstract: "Show what images, containers and the build cache hold.",
        discussion: """
            Sizes are those of the files, each layer counted once. -v adds what the parts of the store occupy on the disk, and \
            the sum. On btrfs and xfs identical files of several layers occupy their blocks once; what that saves is told too.

              strata system df -v
            """
    )
    static let shape = CommandShape(["v/verbose", "format="])

    static let listing = Listing(
        headings: [
            "Type": "TYPE", "TotalCount": "TOTAL", "Active": "ACTIVE", "Size": "SIZE", "Reclaimable": "RECLAIMABLE",
        ],
        table: #"{{.Type}}\t{{.TotalCount}}\t{{.Active}}\t{{.Size}}\t{{.Reclaimable}}"#,
        raw: (
            "type: {{.Type}}\ntotal: {{.TotalCount}}\nactive: {{.Active}}\nsize: {{.Size}}\n"
                + "reclaimable: {{.Reclaimable}}\n", ""
        )
    )

    @Flag(name: [.short, .long], help: "Show every image, container and cached step, and what the store occupies.")
    var verbose = false

    @Option(help: ArgumentHelp("json, table, or a Go template.", valueName: "format"))
    var format: String?

    func run(in context: CommandContext) async throws -> ProgramStatus {
        let store = try context.openStore()
        let usage = try store.listedUsage()
        guard verbose else {
            let format = Self.listing.format(format, quiet: false)
            context.output.write(try Self.listing.text(Self.rows(usage), format: format))
            if self.format == nil, let line = try Self.sharing(store.sharedFileBytes()) { context.talk.print(line) }
            return .success
        }
        let details = try DiskUsageDetails(usage, store: store, now: .now())
        switch format ?? "" {
        case "", "table": context.output.write(try details.text())
        case let format: context.output.write(try details.render(format))
        }
        return .success
    }

    /// What identical files of several layers save on the disk, in a line; `nil` where there is nothing.
    static func sharing(_ bytes: Int64) -> String? {
        bytes == 0
            ? nil
            : "identical files of several layers share their blocks: \(ByteFormat.size(bytes, precision: 4)) saved"
    }

    static func rows(_ usage: ListedUsage) -> [JSONObject] {
        let running = usage.containers.filter { $0.container.state == .running }.count
        return [
            row(
                "Images", usage.images.count, usage.images.filter { $0.containers > 0 }.count, usage.imageBytes,
                reclaimable: usage.reclaimableImageBytes),
            row(
                "Containers", usage.containers.count, running, usage.containerBytes,
                reclaimable: usage.reclaimableContainerBytes),
            row("Local Volumes", 0, 0, 0, reclaimable: 0),
            row(
                "Build Cache", usage.buildCache.count + usage.cacheMounts.count,
                usage.cacheMounts.filter(\.isInUse).count, usage.buildCacheBytes,
                reclaimable: usage.reclaimableBuildCacheBytes),
        ]
    }

    private static func row(_ type: String, _ total: Int, _ active: Int, _ size: Int64, reclaimable: Int64)
        -> JSONObject
    {
        let share = size > 0 && type != "Build Cache" ? " (\(reclaimable * 100 / size)%)" : ""
        return [
            "Active": .string(String(active)),
            "Reclaimable": .string(ByteFormat.size(reclaimable, precision: 4) + share),
            "Size": .string(ByteFormat.size(size, precision: 4)),
            "TotalCount": .string(String(total)),
            "Type": .string(type),
        ]
    }
}
