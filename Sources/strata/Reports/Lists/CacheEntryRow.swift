import OCI
import Storage
import TerminalUI

/// One thing that the build cache keeps, as a row of `cache ls`.
struct CacheEntryRow: ListRow {
    static let headings = [
        "ID": "ID", "CacheType": "TYPE", "Size": "SIZE", "OwnSize": "OWN", "SharedSize": "SHARED",
        "CreatedSince": "CREATED", "LastUsedSince": "LAST USED", "UsageCount": "USED", "Description": "STEP",
        "InUse": "IN USE", "Shared": "SHARED", "Reclaimable": "RECLAIMABLE", "Parent": "PARENT",
    ]

    private let entry: CacheEntry
    private let isCut: Bool
    private let now: Timestamp

    /// The row of an entry; `isCut` shortens what is long.
    init(_ entry: CacheEntry, isCut: Bool, now: Timestamp) {
        self.entry = entry
        self.isCut = isCut
        self.now = now
    }

    private static let names = [
        "CacheType", "CreatedAt", "CreatedSince", "Description", "Duration", "ID", "InUse", "LastUsedAt",
        "LastUsedSince", "Layer", "LayerGone", "Mutable", "OwnBytes", "OwnSize", "Parent", "Reclaimable", "Shared",
        "SharedBytes", "SharedSize", "Size", "UsageCount",
    ]
    var fieldNames: [String] { Self.names }

    /// docker's fields, and more.
    func field(_ name: String) -> JSONValue? { text(name).map { .string($0) } }

    private func text(_ name: String) -> String? {
        switch name {
        case "CacheType": entry.kind
        case "CreatedAt": HostTime.dockerText(entry.created)
        case "CreatedSince": TimeFormat.ago(entry.created, now: now)
        case "Description": step
        case "Duration": Self.seconds(entry.record?.duration)
        case "ID": identifier
        case "LastUsedAt": entry.lastUsed.map(HostTime.dockerText) ?? ""
        case "LastUsedSince": entry.lastUsed.map { TimeFormat.ago($0, now: now) } ?? ""
        case "Layer": entry.layer?.diffID.description ?? ""
        case "OwnBytes": String(entry.ownBytes)
        case "OwnSize": ByteFormat.size(entry.ownBytes)
        case "Parent": entry.record?.below.map { isCut ? ShortID.of($0) : $0.hex } ?? ""
        case "SharedBytes": String(entry.sharedBytes)
        case "SharedSize": ByteFormat.size(entry.sharedBytes)
        case "Size": ByteFormat.size(entry.bytes)
        case "UsageCount": String(entry.useCount)
        default: truth(name).map { $0 ? "true" : "false" }
        }
    }

    private func truth(_ name: String) -> Bool? {
        switch name {
        case "InUse": entry.isInUse
        case "LayerGone": entry.isBare
        case "Mutable": entry.kind == "exec.cachemount"
        case "Reclaimable": entry.isReclaimable
        case "Shared": entry.isShared
        default: nil
        }
    }

    private var identifier: String {
        let id = isCut ? ShortID.of(entry.id) : entry.id.hex
        return entry.isInUse && isCut ? id + "*" : id
    }

    private var step: String {
        let text = entry.text.replacing("\t", with: " ")
        return isCut ? ShortText.cut(InstructionText.short(text.replacing("\n", with: " ")), to: 45) : text
    }

    private static func seconds(_ duration: Double?) -> String {
        guard let duration else { return "" }
        return "\(Double(Int64(duration * 1000)) / 1000)s"
    }
}
