import OCI
import Storage
import TerminalUI

/// One thing that the build cache keeps, as a row of `cache ls`.
struct CacheEntryRow {
    static let headings = [
        "ID": "ID", "CacheType": "TYPE", "Size": "SIZE", "OwnSize": "OWN", "SharedSize": "SHARED",
        "CreatedSince": "CREATED", "LastUsedSince": "LAST USED", "UsageCount": "USED", "Description": "STEP",
        "InUse": "IN USE", "Shared": "SHARED", "Reclaimable": "RECLAIMABLE", "Parent": "PARENT",
    ]

    /// The fields, by the names that templates use: docker's, and more.
    let fields: JSONObject

    init(_ entry: CacheEntry, isCut: Bool, now: Timestamp) {
        let id = isCut ? ShortID.of(entry.id) : entry.id.hex
        let parent = entry.record?.below.map { isCut ? ShortID.of($0) : $0.hex } ?? ""
        let text = entry.text.replacing("\t", with: " ")
        let step = isCut ? ShortText.cut(InstructionText.short(text.replacing("\n", with: " ")), to: 45) : text
        fields = [
            "CacheType": .string(entry.kind),
            "CreatedAt": .string(HostTime.dockerText(entry.created)),
            "CreatedSince": .string(TimeFormat.ago(entry.created, now: now)),
            "Description": .string(step),
            "Duration": .string(Self.seconds(entry.record?.duration)),
            "ID": .string(entry.isInUse && isCut ? id + "*" : id),
            "InUse": .string(entry.isInUse ? "true" : "false"),
            "LastUsedAt": .string(entry.lastUsed.map(HostTime.dockerText) ?? ""),
            "LastUsedSince": .string(entry.lastUsed.map { TimeFormat.ago($0, now: now) } ?? ""),
            "Layer": .string(entry.layer?.diffID.description ?? ""),
            "LayerGone": .string(entry.isBare ? "true" : "false"),
            "Mutable": .string(entry.kind == "exec.cachemount" ? "true" : "false"),
            "OwnBytes": .string(String(entry.ownBytes)),
            "OwnSize": .string(ByteFormat.size(entry.ownBytes)),
            "Parent": .string(parent),
            "Reclaimable": .string(entry.isReclaimable ? "true" : "false"),
            "Shared": .string(entry.isShared ? "true" : "false"),
            "SharedBytes": .string(String(entry.sharedBytes)),
            "SharedSize": .string(ByteFormat.size(entry.sharedBytes)),
            "Size": .string(ByteFormat.size(entry.bytes)),
            "UsageCount": .string(String(entry.useCount)),
        ]
    }

    private static func seconds(_ duration: Double?) -> String {
        guard let duration else { return "" }
        return "\(Double(Int64(duration * 1000)) / 1000)s"
    }
}
