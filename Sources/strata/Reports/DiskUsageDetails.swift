import OCI
import Storage
import TerminalUI

/// Everything that occupies the disk, part by part: `strata system df -v`.
struct DiskUsageDetails {
    private let usage: DiskUsage
    private let now: Timestamp

    init(_ usage: DiskUsage, now: Timestamp) {
        self.usage = usage
        self.now = now
    }

    /// The sections that docker prints, and then the sum.
    func text() throws -> String {
        var images = Table(
            headers: ["REPOSITORY", "TAG", "IMAGE ID", "CREATED", "SIZE", "SHARED SIZE", "UNIQUE SIZE", "CONTAINERS"])
        for image in usage.images { images.append(row(image)) }
        var containers = Table(headers: ["CONTAINER ID", "IMAGE", "COMMAND", "SIZE", "CREATED", "STATUS", "NAMES"])
        for container in usage.containers { containers.append(row(container)) }
        var cache = Table(headers: ["CACHE ID", "CACHE TYPE", "SIZE", "CREATED", "LAST USED", "USAGE"])
        for item in usage.buildCache { cache.append(row(item)) }
        for item in usage.cacheMounts { cache.append(row(item)) }
        var parts = Table(headers: ["PART", "SIZE", "BYTES"])
        for part in self.parts { parts.append([part.name, size(part.bytes), String(part.bytes)]) }
        return """
            Images space usage:

            \(images.render())
            Containers space usage:

            \(containers.render())
            Build cache usage: \(size(usage.buildCacheBytes))

            \(cache.render())
            The whole store:

            \(parts.render())
            """
    }

    /// The same numbers for programs.
    var json: JSONValue {
        var parts: JSONObject = [:]
        for part in self.parts { parts[part.name] = .int(part.bytes) }
        return [
            "Images": .array(
                usage.images.map { image in
                    [
                        "ID": .string(image.image.id.description),
                        "Names": .array(image.image.references.map { .string($0.familiar) }),
                        "UniqueBytes": .int(image.uniqueBytes), "SharedBytes": .int(image.sharedBytes),
                        "Containers": .int(image.containers),
                    ]
                }),
            "Parts": .object(parts),
        ]
    }

    /// What adds up to the whole.
    private var parts: [(name: String, bytes: Int64)] {
        [
            ("Images, alone", usage.images.reduce(0) { $0 + $1.uniqueBytes }),
            ("Layers, shared", usage.sharedLayerBytes),
            ("Archives, shared", usage.sharedBlobBytes),
            ("Build cache", usage.buildCacheBytes),
            ("Containers", usage.containerBytes),
            ("Database", usage.databaseBytes),
            ("Context indexes", usage.indexBytes),
            ("Other", usage.otherBytes),
            ("Total", usage.totalBytes),
        ]
    }

    private func row(_ usage: DiskUsage.ImageUsage) -> [String] {
        let reference = usage.image.references.first
        return [
            reference?.repository.familiar ?? "<none>", reference?.tag ?? "<none>", ShortID.of(usage.image.id),
            usage.image.created.map { TimeFormat.ago($0, now: now) } ?? "N/A",
            size(usage.uniqueBytes + usage.sharedBytes),
            size(usage.sharedBytes), size(usage.uniqueBytes), String(usage.containers),
        ]
    }

    private func row(_ usage: DiskUsage.ContainerUsage) -> [String] {
        let container = usage.container
        let command = "\"" + ShortText.cut(container.command.joined(separator: " "), to: 20) + "\""
        return [
            container.shortID, container.imageName, command, size(usage.bytes),
            TimeFormat.ago(container.created, now: now),
            PsCommand.status(container, now: now), container.name,
        ]
    }

    private func row(_ usage: DiskUsage.CacheUsage) -> [String] {
        let id = String(usage.layer.diffID.hex.prefix(12))
        guard let record = usage.record else { return [id, "", size(usage.bytes), "", "", "0"] }
        return [
            id, record.kind, size(usage.bytes), TimeFormat.ago(record.created, now: now),
            TimeFormat.ago(record.lastUsed, now: now), String(record.useCount),
        ]
    }

    private func row(_ usage: DiskUsage.CacheMountUsage) -> [String] {
        [
            String(usage.mount.id), "exec.cachemount", size(usage.bytes), TimeFormat.ago(usage.mount.created, now: now),
            TimeFormat.ago(usage.mount.lastUsed, now: now), String(usage.mount.useCount),
        ]
    }

    private func size(_ bytes: Int64) -> String { ByteFormat.size(bytes, precision: 4) }
}
