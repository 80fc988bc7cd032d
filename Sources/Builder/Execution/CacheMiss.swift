import BuildGraph
import LinuxSystem
import OCI
import Storage

/// Why a step was not found in the cache, in words: what differs from the record of it that was used last.
enum CacheMiss {
    /// How many differences are named.
    private static let limit = 8

    /// The explanation, such as `environment VERSION was 1, is 2`.
    static func explanation(of parts: KeyParts, step: String, in store: Store) -> String {
        // Only ever asked for by --debug, so what cannot be read is said and does not end the build.
        guard let kept = try? store.cacheRecords(step: step, limit: 1).first,
            let parts = try? (parts.record, kept.record)
        else { return "this step was never kept" }
        let changes = KeyDifference(wanted: parts.0, kept: parts.1).changes
        if changes.isEmpty { return "its layer is gone" }
        let named = changes.prefix(limit).map(text)
        return (named + (changes.count > limit ? ["and \(changes.count - limit) more"] : [])).joined(separator: "; ")
    }

    private static func text(_ change: KeyDifference.Change) -> String {
        let name = change.label + (change.name.map { " " + $0 } ?? "")
        switch (change.old, change.new) {
        case (let old?, let new?): return "\(name) was \(old), is \(new)"
        case (nil, let new?): return "\(name) is new: \(new)"
        case (let old?, nil): return "\(name) is gone: \(old)"
        case (nil, nil): return "\(name) changed"
        }
    }
}

extension CacheRecord {
    /// The record's parts as a value.
    fileprivate var record: JSONValue { get throws { try JSONValue(parsing: parts) } }
}
