import ArgumentParser
import OCI
import Storage
import TerminalUI

/// `strata images`.
struct ImagesCommand: DirectCommand, ImmediateCommand {
    static let configuration = CommandConfiguration(
        commandName: "images",
        abstract: "List images.",
        discussion: """
              strata images
              strata images --format "{{.Repository}}:{{.Tag}}\\t{{.Size}}"
              strata images --filter dangling=true -q
            """
    )
    static let shape = CommandShape(["a/all", "q/quiet", "no-trunc", "digests", "f/filter=", "format="])

    static let listing = Listing(
        headings: ImageRow.headings,
        table:
            #"{{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{if .CreatedSince}}{{.CreatedSince}}{{else}}N/A{{end}}\t{{.Size}}"#,
        raw: (
            "repository: {{.Repository}}\ntag: {{.Tag}}\nimage_id: {{.ID}}\ncreated_at: {{.CreatedAt}}\n"
                + "virtual_size: {{.Size}}\n", "image_id: {{.ID}}"
        )
    )
    static let digestListing = Listing(
        headings: listing.headings,
        table: #"{{.Repository}}\t{{.Tag}}\t{{.Digest}}\t{{.ID}}\t"#
            + #"{{if .CreatedSince}}{{.CreatedSince}}{{else}}N/A{{end}}\t{{.Size}}"#,
        raw: (
            "repository: {{.Repository}}\ntag: {{.Tag}}\ndigest: {{.Digest}}\nimage_id: {{.ID}}\n"
                + "created_at: {{.CreatedAt}}\nvirtual_size: {{.Size}}\n", "image_id: {{.ID}}"
        )
    )

    @Flag(name: [.short, .long], help: "Accepted for docker's sake: there are no hidden images.")
    var all = false

    @Flag(name: [.short, .long], help: "Print image IDs alone.")
    var quiet = false

    @Flag(help: "Print whole IDs.")
    var noTrunc = false

    @Flag(help: "Show manifest digests.")
    var digests = false

    @Option(
        name: [.customShort("f"), .customLong("filter")],
        help: ArgumentHelp(
            "Show some: dangling=true, label=name[=value], reference=pattern, before=image, since=image, until=time.",
            valueName: "filter"))
    var filters: [String] = []

    @Option(help: ArgumentHelp("json, table, or a Go template.", valueName: "format"))
    var format: String?

    @Argument(help: ArgumentHelp("Show only images of this name; * and ? stand for anything.", valueName: "name"))
    var name: String?

    init() {}

    init?(_ words: PlainWords) {
        guard words.arguments.count < 2 else { return nil }
        all = words.isOn("all")
        quiet = words.isOn("quiet")
        noTrunc = words.isOn("no-trunc")
        digests = words.isOn("digests")
        filters = words.values("filter")
        format = words.value("format")
        name = words.arguments.first
    }

    func runAtOnce(in context: CommandContext) throws -> ProgramStatus {
        let now = Timestamp.now()
        var filter = try ImageFilter(filters, name: name, now: now)
        let store = try context.openStore()
        try filter.resolve(in: store)
        var rows: [ImageRow] = []
        for image in try store.images() where try filter.keeps(image, in: store) {
            rows += self.rows(of: image, filter: filter, now: now)
        }
        context.output.write(try Self.listing.text(rows, format: wholeFormat))
        return .success
    }

    /// The format that is meant; `--digests` adds a column to a table that has none for them.
    private var wholeFormat: String {
        let result = (digests ? Self.digestListing : Self.listing).format(format, quiet: quiet)
        return digests && result.hasPrefix("table") && !result.contains("{{.Digest}}")
            ? result + "\t{{.Digest}}" : result
    }

    /// One row for each name; one for an image without any.
    private func rows(of image: Image, filter: ImageFilter, now: Timestamp) -> [ImageRow] {
        let references: [ImageReference?] = image.references.isEmpty ? [nil] : image.references.filter(filter.keeps)
        return references.map { ImageRow(image: image, reference: $0, isCut: !noTrunc, now: now) }
    }
}
