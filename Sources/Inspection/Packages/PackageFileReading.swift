internal import LayerArchive
internal import LinuxSystem
internal import OCI
internal import Packages

/// Reads the files of a layer that tell of packages, as its entries pass by.
struct PackageFileReading {
    /// Gives the bytes of the current entry piece by piece.
    typealias Pieces = ((UnsafeRawBufferPointer) throws -> Void) throws -> Void

    /// How long a program in an archive may be: it lies in memory while it is looked at.
    private static let longestProgram: Int64 = 256 << 20
    private static let programStart: [UInt8] = [0x7F, 0x45, 0x4C, 0x46]

    /// What the entries so far tell.
    private(set) var found = PackageSearch()
    /// Further names of files that stand elsewhere in the layer.
    private var links: [(path: [UInt8], file: PackageFile, target: [UInt8])] = []
    /// The layer's directory, where it lies in one: of programs there only parts are read.
    private let root: DirectoryHandle?

    init(_ layer: InspectedLayer) throws { root = try layer.directory }

    /// Takes an entry.
    ///
    /// - Parameter digester: Is given all bytes of a regular file, whatever it is; `nil` where nobody wants them.
    mutating func take(_ entry: ScannedEntry, _ readPieces: Pieces, _ digester: inout Digester?) throws {
        guard case .entry(let kind) = entry.meaning else { return }
        found.remove(entry.path)
        let file = PackageFile(path: entry.path, isExecutable: entry.permissions & 0o111 != 0)
        switch (kind, file) {
        case (.regular, .program?): found.add(try program(entry, readPieces, &digester), at: entry.path)
        case (.regular, let file?): try read(entry, file, readPieces, &digester)
        case (.regular, nil):
            if digester != nil { try readPieces { digester?.update($0) } }
        case (.hardLink(let target), let file?) where file != .program: links.append((entry.path, file, target))
        case (.symbolicLink(let target), _): found.addLink(at: entry.path, to: target)
        default: return
        }
    }

    /// Reads files that have several names, after the last entry.
    mutating func resolveLinks(in layer: InspectedLayer) async throws {
        guard let limit = links.map(\.file.limit).max() else { return }
        let bytes = try await layer.read(Set(links.map(\.target)), limit: limit)
        for (path, file, target) in links { bytes[target].map { found.add($0, of: file, at: path) } }
    }

    private mutating func read(
        _ entry: ScannedEntry, _ file: PackageFile, _ readPieces: Pieces, _ digester: inout Digester?
    ) throws {
        guard entry.size <= Int64(file.limit) else {
            found.passOver(file, at: entry.path, size: Int(entry.size))
            if digester != nil { try readPieces { digester?.update($0) } }
            return
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(entry.size))
        try readPieces { piece in
            bytes.append(contentsOf: piece)
            digester?.update(piece)
        }
        found.add(bytes, of: file, at: entry.path)
    }

    /// It has been seen that a file is no program.
    private struct NoProgram: Error {}

    /// What Go has left in a program.
    private func program(
        _ entry: ScannedEntry, _ readPieces: Pieces, _ digester: inout Digester?
    ) throws -> GoBuildInfo? {
        if let root, entry.size >= 64 {
            let file = try root.openFile(entry.path)
            let info = try GoBuildInfo { offset, count in
                count > 0 ? try file.read(upTo: count, at: Int64(offset)) : []
            }
            if digester != nil { try readPieces { digester?.update($0) } }
            return info
        }
        let isDigested = digester != nil
        var bytes: [UInt8]? = entry.size >= 64 && entry.size <= Self.longestProgram ? [] : nil
        do {
            try readPieces { piece in
                digester?.update(piece)
                if bytes?.isEmpty == true, piece.count >= 4, !piece.starts(with: Self.programStart) { bytes = nil }
                if bytes == nil, !isDigested { throw NoProgram() }
                bytes?.append(contentsOf: piece)
            }
        } catch is NoProgram {
            return nil
        }
        guard let bytes else { return nil }
        return try GoBuildInfo { offset, count in
            guard offset >= 0, offset < bytes.count, count > 0 else { return [] }
            return Array(bytes[offset..<offset + min(count, bytes.count - offset)])
        }
    }
}

extension InspectedLayer {
    /// The layer's directory, where it lies in one.
    var directory: DirectoryHandle? {
        get throws {
            guard case .directory(let path) = contents else { return nil }
            return try DirectoryHandle.open(path)
        }
    }
}
