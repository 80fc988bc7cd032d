public import OCI

/// The files by which a COPY differs from an earlier one, as many of them as a record keeps, and how many there are.
public struct FileChanges: Sendable, Hashable {
    /// How many paths of each sort are kept.
    private static let limit = 50
    /// How many paths a line names.
    private static let named = 4

    /// A path and what changed about it.
    public struct Changed: Sendable, Hashable {
        /// The path in the source.
        public let path: String
        /// `content`, `mode`, …
        public let what: [String]
    }

    /// Paths that changed.
    public let changed: [Changed]
    /// New paths.
    public let added: [String]
    /// Paths that are gone.
    public let removed: [String]
    /// How many changed, are new, are gone.
    public let counts: [Int]

    /// Keeps a difference.
    public init(_ difference: ListingDifference) {
        changed = difference.changed.prefix(Self.limit).map { Changed(path: Self.text($0.path), what: $0.what) }
        added = difference.added.prefix(Self.limit).map(Self.text)
        removed = difference.removed.prefix(Self.limit).map(Self.text)
        counts = [difference.changed.count, difference.added.count, difference.removed.count]
    }

    /// All paths, where all of them are kept; `nil` where there are more.
    public var allPaths: [String]? {
        let kept = changed.map(\.path) + added + removed
        return kept.count == counts.reduce(0, +) ? kept : nil
    }

    /// Whether some of the files are those of a mount. Where there are several mounts, paths begin with its target.
    func concern(mount target: String) -> Bool {
        let paths = changed.map(\.path) + added + removed
        return paths.contains { !$0.hasPrefix("/") || $0 == target || $0.hasPrefix(target + "/") }
    }

    /// `src/app.ts (content), README.md (mode); +1 new, 2 removed`.
    public var line: String {
        var paths = changed.prefix(Self.named).map { "\($0.path) (\($0.what.joined(separator: ", ")))" }
        if counts[0] > Self.named { paths.append("and \(counts[0] - Self.named) more") }
        // Names where there is room: nothing else tells which files they are.
        let isAlone = counts[0] == 0
        var numbers: [String] = []
        if counts[1] > 0 { numbers.append("+\(counts[1]) new" + (isAlone ? Self.names(added, counts[1]) : "")) }
        if counts[2] > 0 { numbers.append("\(counts[2]) removed" + (isAlone ? Self.names(removed, counts[2]) : "")) }
        return [paths.joined(separator: ", "), numbers.joined(separator: ", ")].filter { !$0.isEmpty }
            .joined(separator: "; ")
    }

    private static func names(_ paths: [String], _ count: Int) -> String {
        let shown = paths.prefix(named).joined(separator: ", ")
        return " (" + shown + (count > named ? ", …" : "") + ")"
    }

    private static func text(_ path: [UInt8]) -> String { path.isEmpty ? "." : String(decoding: path, as: UTF8.self) }
}

extension FileChanges {
    /// As a record keeps it.
    public var json: JSONValue {
        let changed = self.changed.map { change -> JSONValue in
            ["path": .string(change.path), "what": .strings(change.what)]
        }
        return [
            "changed": .array(changed), "added": .strings(added), "removed": .strings(removed),
            "counts": .array(counts.map { .int($0) }),
        ]
    }

    /// Reads what ``json`` gives.
    public init?(_ json: JSONValue) {
        func texts(_ value: JSONValue?) -> [String] { value?.arrayValue?.compactMap(\.stringValue) ?? [] }
        let counts = json["counts"]?.arrayValue?.compactMap { $0.intValue.map { Int($0) } } ?? []
        guard counts.count == 3 else { return nil }
        self.counts = counts
        changed = (json["changed"]?.arrayValue ?? []).map {
            Changed(path: $0["path"]?.stringValue ?? "", what: texts($0["what"]))
        }
        added = texts(json["added"])
        removed = texts(json["removed"])
    }
}
