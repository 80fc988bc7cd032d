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
        let showsDigests = digests || wholeFormat.contains("{{.Digest}}")
        for image in try store.images() {
            // Nobody waits for what is not shown.
            let known = try showsDigests || image.references.isEmpty ? store.repositoryDigests(of: image) : []
            guard try filter.keeps(image, knownAs: known, in: store) else { continue }
            let names = ListedNames(image, knownAs: known, showsDigests: showsDigests)
            rows += names.rows.filter { $0.reference.map(filter.keeps) ?? true }.map { name in
                var row = ImageRow(image: image, reference: name.reference, isCut: !noTrunc, now: now)
                row.digest = name.digest?.description ?? row.digest
                return row
            }
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
}
