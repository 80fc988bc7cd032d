import ArgumentParser
import LayerAnalysis
import OCI
import Storage
import TerminalUI

/// `strata history`.
struct HistoryCommand: DirectCommand, ImmediateCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Show the layers of an image, the newest first.",
        discussion: """
            One line for each instruction: what made it, when, and the bytes that its layer adds. <missing> means that no image of \
            its own stands for that step, which is so for all but the last.

              strata history app
              strata history --no-trunc --format "{{.Size}}\\t{{.CreatedBy}}" app
              strata history --why app
            """
    )
    static let shape = CommandShape(["H/human!", "no-trunc", "q/quiet", "format=", "why", "platform~"])

    static let listing = Listing(
        headings: [
            "ID": "IMAGE", "CreatedSince": "CREATED", "CreatedAt": "CREATED AT", "CreatedBy": "CREATED BY",
            "Size": "SIZE", "Comment": "COMMENT",
        ],
        table: #"{{.ID}}\t{{.CreatedSince}}\t{{.CreatedBy}}\t{{.Size}}\t{{.Comment}}"#
    )
    static let whyListing = Listing(
        headings: [
            "ID": "IMAGE", "CreatedBy": "CREATED BY", "Added": "ADDED", "Survives": "SURVIVES", "Verdict": "VERDICT",
            "Entries": "ENTRIES", "EffectiveEntries": "EFFECTIVE",
        ],
        table: #"{{.CreatedBy}}\t{{.Added}}\t{{.Survives}}\t{{.Verdict}}"#)
    static let exactListing = Listing(
        headings: listing.headings, table: #"{{.ID}}\t{{.CreatedAt}}\t{{.CreatedBy}}\t{{.Size}}\t{{.Comment}}"#)

    @Flag(
        name: [.customShort("H"), .long], inversion: .prefixedNo,
        help: "Sizes and times for people; --human=false gives bytes and full times.")
    var human = true

    @Flag(help: "Print all of each instruction, and whole IDs.")
    var noTrunc = false

    @Flag(name: [.short, .long], help: "Print IDs alone.")
    var quiet = false

    @Option(help: ArgumentHelp("json, table, or a Go template.", valueName: "format"))
    var format: String?

    @Flag(help: "Show how much of what each instruction added is there in the end.")
    var why = false

    @Option(help: ArgumentHelp("Of an image for several platforms, this one's.", valueName: "os/arch"))
    var platform: String?

    @Argument(help: ArgumentHelp("Name or ID of an image.", valueName: "image"))
    var image: String

    init() {}

    init?(_ words: PlainWords) {
        guard words.arguments.count == 1 else { return nil }
        human = words.isOn("human", default: true)
        noTrunc = words.isOn("no-trunc")
        quiet = words.isOn("quiet")
        format = words.value("format")
        platform = words.value("platform")
        why = words.isOn("why")
        image = words.arguments[0]
    }

    func runAtOnce(in context: CommandContext) throws -> ProgramStatus {
        let store = try context.openStore()
        let image = try store.requireImage(named: image, platform: platform)
        let configuration = try store.configuration(of: image).value
        if why {
            let rows = try explained(configuration.history, image, store)
            context.output.write(
                try Self.whyListing.text(rows, format: Self.whyListing.format(format, quiet: quiet)))
            return .success
        }
        let sizes = try store.layers(of: image).map(\.byteSize)
        let rows = rows(configuration.history, layerSizes: sizes, id: image.id, now: .now())
        let listing = human ? Self.listing : Self.exactListing
        context.output.write(try listing.text(rows, format: listing.format(format, quiet: quiet)))
        return .success
    }

    /// Rows, newest first. Sizes are given to the entries that have a layer, in order.
    func rows(_ history: [HistoryEntry], layerSizes: [Int64], id: Digest, now: Timestamp) -> [JSONObject] {
        var sizes = layerSizes.makeIterator()
        let sized = history.map { entry in (entry, entry.isEmptyLayer ? 0 : sizes.next() ?? 0) }
        return sized.reversed().enumerated().map { index, pair in
            let name = index > 0 ? "<missing>" : noTrunc ? id.description : ShortID.of(id)
            return row(pair.0, size: pair.1, id: name, now: now)
        }
    }

    private func row(_ entry: HistoryEntry, size: Int64, id: String, now: Timestamp) -> JSONObject {
        let command = (entry.createdBy ?? "").replacing("\t", with: " ")
        let created = entry.created ?? .zero
        return [
            "Comment": .string(entry.comment ?? ""),
            "CreatedAt": .string(HostTime.rfc3339(created)),
            "CreatedBy": .string(noTrunc ? command : ShortText.cut(command, to: 45)),
            "CreatedSince": .string(human ? Self.since(created, now: now) : HostTime.rfc3339(created)),
            "ID": .string(id),
            "Size": .string(human ? ByteFormat.size(size) : String(size)),
        ]
    }

    /// A row for each instruction, newest first: what it added, what of that survives, and what follows.
    private func explained(_ history: [HistoryEntry], _ image: Image, _ store: Store) throws -> [JSONObject] {
        var fates = try LayerExplanation(image, store: store).fates.makeIterator()
        let explained = history.map { ($0, $0.isEmptyLayer ? LayerFate() : fates.next() ?? LayerFate()) }
        return explained.reversed().enumerated().map { index, pair in
            let (entry, fate) = pair
            let command = (entry.createdBy ?? entry.comment ?? "").replacing("\t", with: " ")
            return [
                "Added": .string(human ? ByteFormat.size(fate.addedBytes) : String(fate.addedBytes)),
                "CreatedBy": .string(
                    noTrunc ? command : ShortText.cut(InstructionText.short(command.replacing("\n", with: " ")), to: 40)
                ),
                "EffectiveEntries": .int(fate.effectiveEntries),
                "Entries": .int(fate.entries),
                "ID": .string(index > 0 ? "<missing>" : noTrunc ? image.id.description : ShortID.of(image.id)),
                "Survives": .string(human ? ByteFormat.size(fate.survivingBytes) : String(fate.survivingBytes)),
                "Verdict": .string(fate.verdict.rawValue),
            ]
        }
    }

    /// How long ago a step ran. docker says it of no step from before the year 2000: those times stand for no time at all.
    private static func since(_ created: Timestamp, now: Timestamp) -> String {
        created.seconds <= 946_684_800 ? "N/A" : TimeFormat.ago(created.truncatedToSeconds, now: now)
    }
}
