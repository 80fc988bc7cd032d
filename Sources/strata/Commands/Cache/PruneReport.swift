import Storage

/// Tells what went, as docker does.
struct PruneReport {
    private let output: StandardStream

    init(_ output: StandardStream) { self.output = output }

    /// A heading, the IDs, and an empty line; nothing where nothing went.
    func list(_ heading: String, _ entries: [CacheEntry]) {
        if entries.isEmpty { return }
        output.print(heading)
        for entry in entries { output.print(ShortID.of(entry.id)) }
        output.print("")
    }
}
