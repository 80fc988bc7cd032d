import OCI
import Storage
import TerminalUI

/// A layer that only the build cache keeps, or a cache mount, as a row of `system df -v`.
struct CacheRow {
    static let headings = [
        "ID": "CACHE ID", "Parent": "PARENT", "CacheType": "CACHE TYPE", "Size": "SIZE", "CreatedSince": "CREATED",
        "LastUsedSince": "LAST USED", "UsageCount": "USAGE", "InUse": "IN USE", "Shared": "SHARED",
        "Description": "DESCRIPTION",
    ]

    /// The fields, by the names that templates use.
    let fields: JSONObject

    /// The row of a layer.
    init(_ usage: ListedUsage.CacheUsage, isCut: Bool, now: Timestamp) {
        fields = Self.fields(
            id: isCut ? ShortID.of(usage.layer.diffID) : usage.layer.diffID.description,
            kind: usage.record?.kind ?? "regular", created: usage.record?.created ?? usage.layer.created,
            lastUsed: usage.record?.lastUsed, useCount: Int(usage.record?.useCount ?? 0), bytes: usage.layer.byteSize,
            description: usage.record?.step ?? "", isInUse: false, now: now)
    }

    /// The row of a cache mount.
    init(_ usage: DiskUsage.CacheMountUsage, now: Timestamp) {
        let mount = usage.mount
        fields = Self.fields(
            id: String(mount.id), kind: "exec.cachemount", created: mount.created, lastUsed: mount.lastUsed,
            useCount: mount.useCount, bytes: usage.bytes, description: "cached mount \(mount.name)",
            isInUse: usage.isInUse, now: now)
    }

    private static func fields(
        id: String, kind: String, created: Timestamp, lastUsed: Timestamp?, useCount: Int, bytes: Int64,
        description: String, isInUse: Bool, now: Timestamp
    ) -> JSONObject {
        [
            "CacheType": .string(kind),
            "CreatedAt": .string(HostTime.dockerText(created)),
            "CreatedSince": .string(TimeFormat.ago(created, now: now)),
            "Description": .string(description),
            "ID": .string(isInUse ? id + "*" : id),
            "InUse": .string(isInUse ? "true" : "false"),
            "LastUsedAt": .string(lastUsed.map(HostTime.dockerText) ?? ""),
            "LastUsedSince": .string(lastUsed.map { TimeFormat.ago($0, now: now) } ?? ""),
            "Parent": "",
            "Shared": "false",
            "Size": .string(ByteFormat.size(bytes)),
            "UsageCount": .string(String(useCount)),
        ]
    }
}
