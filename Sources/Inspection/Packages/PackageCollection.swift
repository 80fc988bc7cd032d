internal import LayerArchive
internal import OCI
internal import Packages

/// Collects what the files of layers tell of packages, layer by layer, and forgets what a higher layer hides.
struct PackageCollection {
    /// What the layers so far tell.
    private(set) var search = PackageSearch()

    /// Takes the next layer.
    mutating func add(_ layer: InspectedLayer) async throws {
        var overlay = Overlay(over: search)
        var reading = try PackageFileReading(layer)
        try await layer.forEachEntry { entry, readPieces in
            overlay.note(entry)
            var nobody: Digester?
            try reading.take(entry, readPieces, &nobody)
        }
        try await reading.resolveLinks(in: layer)
        for path in overlay.hiddenPaths(of: search) { search.remove(path) }
        search.merge(reading.found)
    }
}

/// What one layer does to the files that those below it have.
private struct Overlay {
    /// Paths of known files, and of the directories above them: what the layer has elsewhere hides nothing.
    private var known: Set<[UInt8]> = []
    private var files: Set<[UInt8]>
    private var hidden: Set<[UInt8]> = []
    private var opaque: Set<[UInt8]> = []

    init(over search: PackageSearch) {
        files = Set(search.paths)
        for path in files {
            known.insert(path)
            for parent in Self.parents(of: path) where !known.insert(parent).inserted { break }
        }
    }

    mutating func note(_ entry: ScannedEntry) {
        guard known.contains(entry.path) else { return }
        switch entry.meaning {
        case .whiteout: hidden.insert(entry.path)
        case .opaque: opaque.insert(entry.path)
        case .entry(.directory):
            if entry.isOpaque { opaque.insert(entry.path) }
            if files.contains(entry.path) { hidden.insert(entry.path) }
        case .entry: hidden.insert(entry.path)
        case .ignored: break
        }
    }

    func hiddenPaths(of search: PackageSearch) -> [[UInt8]] {
        search.paths.filter { path in
            hidden.contains(path) || Self.parents(of: path).contains { hidden.contains($0) || opaque.contains($0) }
        }
    }

    /// The directories above a path, the nearest first, `/` last.
    private static func parents(of path: [UInt8]) -> some Sequence<[UInt8]> {
        sequence(state: path[...]) { rest -> [UInt8]? in
            if rest.isEmpty { return nil }
            rest = rest.lastIndex(of: UInt8(ascii: "/")).map { rest[..<$0] } ?? []
            return Array(rest)
        }
    }
}
