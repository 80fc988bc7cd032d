import OCI
import Storage

/// Which images `strata images` shows: `--filter` and the name.
struct ImageFilter {
    static let known = ["before", "dangling", "label", "reference", "since", "until"]

    private var dangling: Bool?
    private var labels = LabelFilter()
    private var patterns: [GlobPattern] = []
    /// Images named by `before` and `since`; and when they were made, once the store has told.
    private var neighbours: [(isBefore: Bool, name: String)] = []
    private var bounds: [(isBefore: Bool, created: Timestamp)] = []

    /// Reads the filters and the name; an unknown one is an error that lists those known.
    init(_ filters: [String], name: String?, now: Timestamp) throws {
        for option in try FilterOption.parse(filters) { try add(option, now) }
        if let name, !name.isEmpty { try add(pattern: name) }
    }

    private mutating func add(_ option: FilterOption, _ now: Timestamp) throws {
        switch option.name {
        case "dangling":
            guard option.value == "true" || option.value == "false" else {
                throw option.refused("dangling is true or false")
            }
            dangling = option.value == "true"
        case "label": labels.add(option)
        case "reference": try add(pattern: option.value)
        case "before", "since": neighbours.append((option.name == "before", option.value))
        case "until":
            guard let moment = Moment.parse(option.value, now: now) else {
                throw option.refused("until is a time (2026-01-31T12:00:00), seconds since 1970, or a span such as 24h")
            }
            bounds.append((true, moment))
        default: throw option.unknown(known: Self.known)
        }
    }

    private mutating func add(pattern text: String) throws {
        guard let pattern = GlobPattern(text) else {
            throw CommandError(
                "syntax error in pattern \(text)", hint: "a class of characters is closed by ], as in [a-z]")
        }
        patterns.append(pattern)
    }

    /// Looks up the images that filters name.
    mutating func resolve(in store: Store) throws {
        bounds += try neighbours.map { neighbour in
            (neighbour.isBefore, try store.requireImage(named: neighbour.name).created ?? .zero)
        }
    }

    /// Whether the image is shown at all.
    ///
    /// - Parameter digests: By which digests registries know it, where it has no name.
    func keeps(_ image: Image, knownAs digests: [ImageReference], in store: Store) throws -> Bool {
        if let dangling, dangling != image.references.isEmpty { return false }
        let names = image.references.isEmpty ? digests : image.references
        if !patterns.isEmpty, !names.contains(where: keeps) { return false }
        let created = image.created ?? .zero
        guard bounds.allSatisfy({ $0.isBefore ? created < $0.created : created > $0.created }) else { return false }
        return try labels.isEmpty || labels.matches(store.configuration(of: image).value.config.labels)
    }

    /// Whether one name of an image is shown.
    func keeps(_ reference: ImageReference) -> Bool {
        if patterns.isEmpty { return true }
        let texts = [reference.familiar, reference.repository.familiar]
        return patterns.contains { pattern in texts.contains(where: pattern.matches) }
    }
}
