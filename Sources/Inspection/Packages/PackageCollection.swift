internal import LayerArchive
internal import LinuxSystem
internal import Packages
internal import SystemPackage

/// Collects what the files of layers tell of packages, layer by layer, and forgets what a higher layer hides.
struct PackageCollection {
    /// What the layers so far tell.
    private(set) var search = PackageSearch()

    /// How long a program in an archive may be: it lies in memory while it is looked at.
    private static let longestProgram: Int64 = 256 << 20

    /// Takes the next layer.
    mutating func add(_ layer: InspectedLayer) async throws {
        var overlay = Overlay(over: search)
        let root = layer.directory
        try await layer.forEachEntry { entry, readPieces in
            overlay.note(entry)
            guard case .entry(let kind) = entry.meaning else { return }
            overlay.found.remove(entry.path)
            guard let file = PackageFile(path: entry.path, isExecutable: entry.permissions & 0o111 != 0) else { return }
            switch kind {
            case .regular where file == .program:
                overlay.found.add(try Self.program(entry, in: root, readPieces), at: entry.path)
            case .regular: try Self.read(entry, file, readPieces, into: &overlay.found)
            case .hardLink(let target) where file != .program: overlay.links.append((entry.path, file, target))
            default: return
            }
        }
        try await overlay.resolveLinks(in: layer)
        for path in overlay.hiddenPaths(of: search) { search.remove(path) }
        search.merge(overlay.found)
    }

    private typealias Pieces = ((UnsafeRawBufferPointer) throws -> Void) throws -> Void

    private static func read(
        _ entry: ScannedEntry, _ file: PackageFile, _ readPieces: Pieces, into found: inout PackageSearch
    ) throws {
        guard entry.size <= Int64(file.limit) else {
            found.passOver(file, at: entry.path, size: Int(entry.size))
            return
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(entry.size))
        try readPieces { bytes.append(contentsOf: $0) }
        found.add(bytes, of: file, at: entry.path)
    }

    /// It has been seen that a file is no program.
    private struct NoProgram: Error {}

    /// What Go has left in a program. In a directory only some parts of it are read.
    private static func program(
        _ entry: ScannedEntry, in root: DirectoryHandle?, _ readPieces: Pieces
    ) throws -> GoBuildInfo? {
        guard entry.size >= 64 else { return nil }
        if let root {
            let file = try root.openFile(entry.path)
            return try GoBuildInfo { offset, count in
                count > 0 ? try file.read(upTo: count, at: Int64(offset)) : []
            }
        }
        guard entry.size <= longestProgram else { return nil }
        var bytes: [UInt8] = []
        do {
            try readPieces { piece in
                if bytes.isEmpty {
                    guard piece.count < 4 || piece.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else { throw NoProgram() }
                    bytes.reserveCapacity(Int(entry.size))
                }
                bytes.append(contentsOf: piece)
            }
        } catch is NoProgram {
            return nil
        }
        return try GoBuildInfo { offset, count in
            guard offset >= 0, offset < bytes.count, count > 0 else { return [] }
            return Array(bytes[offset..<offset + min(count, bytes.count - offset)])
        }
    }
}

extension InspectedLayer {
    /// The layer's directory, where it lies in one.
    fileprivate var directory: DirectoryHandle? {
        guard case .directory(let path) = contents else { return nil }
        return try? DirectoryHandle.open(path)  // where it is gone, reading the layer says so
    }
}

/// What one layer does to the files that those below it have.
private struct Overlay {
    /// What the layer itself tells.
    var found = PackageSearch()
    /// Names of files that stand elsewhere in the layer.
    var links: [(path: [UInt8], file: PackageFile, target: [UInt8])] = []
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

    mutating func resolveLinks(in layer: InspectedLayer) async throws {
        guard let limit = links.map(\.file.limit).max() else { return }
        let bytes = try await layer.read(Set(links.map(\.target)), limit: limit)
        for (path, file, target) in links { bytes[target].map { found.add($0, of: file, at: path) } }
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
