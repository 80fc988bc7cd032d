import ArgumentParser
import OCI
import Storage
import TerminalUI

/// `strata system df`.
struct DiskUsageCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "df",
        abstract: "Show what the store takes on the disk.",
        discussion: """
            Sizes are blocks of disk. With -v the parts add up to what the store's directory occupies.

              strata system df -v
            """
    )
    static let shape = CommandShape(["v/verbose", "format="])

    static let listing = Listing(
        headings: [
            "Type": "TYPE", "TotalCount": "TOTAL", "Active": "ACTIVE", "Size": "SIZE", "Reclaimable": "RECLAIMABLE",
        ],
        table: ["Type", "TotalCount", "Active", "Size", "Reclaimable"], identifier: "Type"
    )

    @Flag(name: [.short, .long], help: "Show every image, container and cached step, and the sum.")
    var verbose = false

    @Option(help: ArgumentHelp("json, table, or a Go template; with -v json alone.", valueName: "format"))
    var format: String?

    func run(in context: CommandContext) async throws -> ProgramStatus {
        if verbose, let format, format != "json" {
            throw UsageError(
                "--format \(format): with -v there is json alone", hint: "leave out -v, or write --format json")
        }
        let store = try context.openStore()
        let usage = try store.diskUsage()
        if verbose, format == "json" {
            context.output.print(DiskUsageDetails(usage, now: .now()).json.compact())
        } else if verbose {
            context.output.write(try DiskUsageDetails(usage, now: .now()).text())
        } else {
            context.output.write(try Self.listing.text(Self.rows(usage), format: format, quiet: false))
        }
        return .success
    }

    static func rows(_ usage: DiskUsage) -> [JSONObject] {
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
