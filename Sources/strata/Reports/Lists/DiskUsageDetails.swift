import OCI
import Storage
import TerminalUI

/// Everything that the store holds, one by one, and what its parts occupy: `strata system df -v`.
struct DiskUsageDetails {
    private let usage: ListedUsage
    private let disk: DiskUsage
    private let names: ImageNames
    private let now: Timestamp

    init(_ usage: ListedUsage, store: Store, now: Timestamp) throws {
        self.usage = usage
        self.now = now
        disk = try store.diskUsage()
        names = try ImageNames(store)
    }

    /// The sections that docker prints, and then what the store occupies.
    func text() throws -> String {
        """
        Images space usage:

        \(try table(imageRows(isCut: true), ImageRow.headings, Self.imageColumns))
        Containers space usage:

        \(try table(containerRows(isCut: true), ContainerRow.headings, Self.containerColumns))
        Local Volumes space usage:

        \(try table([JSONObject](), ["Name": "VOLUME NAME", "Links": "LINKS", "Size": "SIZE"], #"{{.Name}}\t{{.Links}}\t{{.Size}}"#))
        Build cache usage: \(ByteFormat.size(usage.buildCacheBytes, precision: 4))

        \(try table(cacheRows(isCut: true), CacheRow.headings, Self.cacheColumns))
        The whole store on the disk:

        \(partsTable)
        """
    }

    /// The same for programs: docker's lists for a template, and `Parts`. `json` is the whole.
    func render(_ format: String) throws -> String {
        let document = JSONValue.object(
            JSONObject(
                members: [
                    ("Images", imageRows(isCut: false)), ("Containers", containerRows(isCut: false)), ("Volumes", []),
                    ("BuildCache", cacheRows(isCut: false)),
                ].map { name, rows in
                    JSONObject.Member(key: name, value: .array(rows.map { JSONValue.object($0.sortedByKey()) }))
                } + [JSONObject.Member(key: "Parts", value: partsDocument)]))
        if format == "json" { return document.compact() }
        let template = format.replacing("\\t", with: "\t").replacing("\\n", with: "\n")
        return try GoTemplate(parsing: template).render(document, types: .rows)
    }

    // MARK: - rows

    private static let imageColumns =
        #"{{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}\t"#
        + #"{{.SharedSize}}\t{{.UniqueSize}}\t{{.Containers}}"#
    private static let containerColumns =
        #"{{.ID}}\t{{.Image}}\t{{.Command}}\t{{.LocalVolumes}}\t{{.Size}}\t"#
        + #"{{.RunningFor}}\t{{.Status}}\t{{.Names}}"#
    private static let cacheColumns =
        #"{{.ID}}\t{{.CacheType}}\t{{.Size}}\t{{.CreatedSince}}\t"#
        + #"{{.LastUsedSince}}\t{{.UsageCount}}\t{{.Shared}}"#

    private func table(_ rows: [JSONObject], _ headings: [String: String], _ columns: String) throws -> String {
        try RowFormat("table " + columns).render(rows, headings: headings)
    }

    private func imageRows(isCut: Bool) -> [JSONObject] {
        usage.images.map { usage in
            ImageRow(
                image: usage.image, reference: usage.image.references.first, digest: "",
                usage: (usage.containers, usage.sharedBytes), isCut: isCut, now: now
            ).object
        }
    }

    private func containerRows(isCut: Bool) -> [JSONObject] {
        usage.containers.map { usage in
            var fields = ContainerRow(
                container: usage.container, imageName: names.shown(for: usage.container, isCut: isCut),
                sizes: (usage.writtenBytes, 0), isCut: isCut, now: now
            ).object
            fields["Label"] = nil
            return fields
        }
    }

    private func cacheRows(isCut: Bool) -> [JSONObject] {
        usage.buildCache.map { CacheRow($0, isCut: isCut, now: now).fields }
            + usage.cacheMounts.map { CacheRow($0, now: now).fields }
    }

    // MARK: - what the parts occupy

    private var partsTable: String {
        var table = Table(headers: ["PART", "SIZE", "BYTES"])
        for part in parts {
            table.append([part.name, ByteFormat.size(part.bytes, precision: 4), String(part.bytes)])
        }
        return table.render()
    }

    private var partsDocument: JSONValue {
        .object(JSONObject(members: parts.map { JSONObject.Member(key: $0.name, value: .int($0.bytes)) }))
    }

    /// What adds up to the whole; and what of it is counted more than once, where files share blocks.
    private var parts: [(name: String, bytes: Int64)] {
        [
            ("Images, alone", disk.images.reduce(0) { $0 + $1.uniqueBytes }),
            ("Layers, shared", disk.sharedLayerBytes),
            ("Archives, shared", disk.sharedBlobBytes),
            ("Build cache", disk.buildCacheBytes),
            ("Containers", disk.containerBytes),
            ("Database", disk.databaseBytes),
            ("Context indexes", disk.indexBytes),
            ("Other", disk.otherBytes),
            ("Total", disk.totalBytes),
        ]
            + (disk.sharedFileBytes == 0
                ? [] : [("Of that the same blocks, by identical files", disk.sharedFileBytes)])
    }
}
