import OCI
import Storage
import TerminalUI

/// A layer that only the build cache keeps as a row of `system df -v`.
struct CacheRow {
    static let headings = [
        "ID": "CACHE ID", "Parent": "PARENT", "CacheType": "CACHE TYPE", "Size": "SIZE", "CreatedSince": "CREATED",
        "LastUsedSince": "LAST USED", "UsageCount": "USAGE", "InUse": "IN USE", "Shared": "SHARED",
        "Description": "DESCRIPTION",
    ]

    let usage: ListedUsage.CacheUsage
    var isCut = true
    let now: Timestamp

    /// The fields, by the names that templates use.
    var fields: JSONObject {
        let created = usage.record?.created ?? usage.layer.created
        let lastUsed = usage.record?.lastUsed
        return [
            "CacheType": .string(usage.record?.kind ?? "regular"),
            "CreatedAt": .string(HostTime.dockerText(created)),
            "CreatedSince": .string(TimeFormat.ago(created, now: now)),
            "Description": .string(usage.record?.step ?? ""),
            "ID": .string(isCut ? ShortID.of(usage.layer.diffID) : usage.layer.diffID.description),
            "InUse": "false",
            "LastUsedAt": .string(lastUsed.map(HostTime.dockerText) ?? ""),
            "LastUsedSince": .string(lastUsed.map { TimeFormat.ago($0, now: now) } ?? ""),
            "Parent": "",
            "Shared": "false",
            "Size": .string(ByteFormat.size(usage.layer.byteSize)),
            "UsageCount": .string(String(usage.record?.useCount ?? 0)),
        ]
    }
}
