import OCI
import Storage

/// What `strata system prune` may take: `--filter until=…`, `label=…`, `label!=…`.
struct SystemPruneFilter {
    /// Made, or for the cache last used, before this moment.
    private(set) var until: Timestamp?
    private var wanted = LabelFilter()
    private var unwanted: [LabelFilter] = []

    /// Reads the filters; another one is an error in docker's words.
    init(_ filters: [String], now: Timestamp) throws {
        for option in try FilterOption.parse(filters) {
            switch option.name {
            case "until": until = try Moment.ofFilter(option.value, now: now)
            case "label": wanted.add(option)
            case "label!":
                var labels = LabelFilter()
                labels.add(option)
                unwanted.append(labels)
            default: throw option.unknown(known: ["label", "label!", "until"])
            }
        }
    }

    /// Whether something of that time and with these labels may go.
    func keeps(_ created: Timestamp?, _ labels: @autoclosure () throws -> [String: String]) rethrows -> Bool {
        if let until, let created, created >= until { return false }
        if wanted.isEmpty, unwanted.isEmpty { return true }
        let labels = try labels()
        return wanted.matches(labels) && !unwanted.contains { $0.matches(labels) }
    }

    /// What is chosen of the cache: nothing in it has labels.
    func pruning(all: Bool) -> CachePruning? {
        if !wanted.isEmpty { return nil }
        var pruning = CachePruning(all: all)
        pruning.unusedSince = until
        return pruning
    }
}
