import ArgumentParser
import OCI
import Storage
import TerminalUI

/// `strata images`.
struct ImagesCommand: StrataCommand {
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
        headings: [
            "Repository": "REPOSITORY", "Tag": "TAG", "Digest": "DIGEST", "ID": "IMAGE ID", "CreatedSince": "CREATED",
            "CreatedAt": "CREATED AT", "Size": "SIZE", "Containers": "CONTAINERS", "SharedSize": "SHARED SIZE",
            "UniqueSize": "UNIQUE SIZE", "VirtualSize": "SIZE",
        ],
        table: ["Repository", "Tag", "ID", "CreatedSince", "Size"]
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
            "Show some: dangling=true, label=name[=value], reference=pattern, before=image, since=image.",
            valueName: "filter"))
    var filters: [String] = []

    @Option(help: ArgumentHelp("json, table, or a Go template.", valueName: "format"))
    var format: String?

    @Argument(help: ArgumentHelp("Show only images of this name; * and ? stand for anything.", valueName: "name"))
    var name: String?

    func run(in context: CommandContext) async throws -> ProgramStatus {
        var filter = try ImageFilter(filters, name: name)
        let store = try context.openStore()
        try filter.resolve(in: store)
        let now = Timestamp.now()
        var rows: [JSONObject] = []
        for image in try store.images() where try filter.keeps(image, in: store) {
            rows += self.rows(of: image, filter: filter, now: now)
        }
        let listing =
            digests
            ? Self.listing.showing(["Repository", "Tag", "Digest", "ID", "CreatedSince", "Size"]) : Self.listing
        context.output.write(try listing.text(rows, format: format, quiet: quiet))
        return .success
    }

    /// One row for each name; one for an image without any.
    private func rows(of image: Image, filter: ImageFilter, now: Timestamp) -> [JSONObject] {
        let references = image.references.filter(filter.keeps)
        if image.references.isEmpty { return [row(image, repository: "<none>", tag: "<none>", now: now)] }
        return references.map {
            row(image, repository: $0.repository.familiar, tag: $0.tag ?? "<none>", now: now)
        }
    }

    private func row(_ image: Image, repository: String, tag: String, now: Timestamp) -> JSONObject {
        let size = ByteFormat.size(image.size)
        return [
            "Containers": "N/A",
            "CreatedAt": .string(image.created.map(HostTime.dockerText) ?? "N/A"),
            "CreatedSince": .string(image.created.map { TimeFormat.ago($0, now: now) } ?? "N/A"),
            "Digest": "<none>",
            "ID": .string(noTrunc ? image.id.description : ShortID.of(image.id)),
            "Repository": .string(repository),
            "SharedSize": "N/A",
            "Size": .string(size),
            "Tag": .string(tag),
            "UniqueSize": "N/A",
            "VirtualSize": .string(ByteFormat.size(image.size, precision: 4)),
        ]
    }
}
