import OCI
import Storage

/// Which images `strata images` shows: `--filter` and the name.
struct ImageFilter {
    private var dangling: Bool?
    private var labels: [(name: String, value: String?)] = []
    private var patterns: [String] = []
    /// Images named by `before` and `since`; and when they were made, once the store has told.
    private var neighbours: [(isBefore: Bool, name: String)] = []
    private var bounds: [(isBefore: Bool, created: Timestamp)] = []

    /// Reads the filters; an unknown one is an error that lists those known.
    init(_ filters: [String], name: String?) throws(UsageError) {
        if let name { patterns.append(name) }
        for filter in filters {
            let parts = filter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let value = parts.count > 1 ? parts[1] : ""
            switch parts[0] {
            case "dangling":
                guard let truth = ArgumentNormalizer.truth(value) else {
                    throw UsageError(
                        "--filter \(filter): dangling is true or false", hint: "write --filter dangling=true")
                }
                dangling = truth
            case "label":
                let label = value.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                labels.append((label.first ?? "", label.count > 1 ? label[1] : nil))
            case "reference":
                patterns.append(value)
            case "before", "since":
                neighbours.append((parts[0] == "before", value))
            default:
                throw UsageError(
                    "--filter \(filter): there is no such filter",
                    hint: "known filters: before, dangling, label, reference, since")
            }
        }
    }

    /// Looks up the images that filters name.
    mutating func resolve(in store: Store) throws {
        bounds = try neighbours.map { neighbour in
            (neighbour.isBefore, try store.requireImage(named: neighbour.name).created ?? .zero)
        }
    }

    /// Whether the image is shown at all.
    func keeps(_ image: Image, in store: Store) throws -> Bool {
        if let dangling, dangling != image.references.isEmpty { return false }
        if !patterns.isEmpty, !image.references.contains(where: keeps) { return false }
        let created = image.created ?? .zero
        guard bounds.allSatisfy({ $0.isBefore ? created < $0.created : created > $0.created }) else { return false }
        if labels.isEmpty { return true }
        let present = try store.configuration(of: image).value.config.labels
        return labels.allSatisfy { label in present[label.name].map { label.value == nil || label.value == $0 } ?? false
        }
    }

    /// Whether one name of an image is shown.
    func keeps(_ reference: ImageReference) -> Bool {
        if dangling == true { return false }
        return patterns.isEmpty
            || patterns.contains { pattern in
                Self.matches(pattern, reference.familiar) || Self.matches(pattern, reference.repository.familiar)
            }
    }

    /// `*` stands for anything but a slash, `?` for one character.
    static func matches(_ pattern: String, _ text: String) -> Bool { matches(Array(pattern)[...], Array(text)[...]) }

    private static func matches(_ pattern: ArraySlice<Character>, _ text: ArraySlice<Character>) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        let rest = pattern.dropFirst()
        switch first {
        case "*":
            if matches(rest, text) { return true }
            return text.first.map { $0 != "/" && matches(pattern, text.dropFirst()) } ?? false
        case "?":
            return text.first.map { $0 != "/" && matches(rest, text.dropFirst()) } ?? false
        default:
            return text.first == first && matches(rest, text.dropFirst())
        }
    }
}
