internal import LayerAnalysis
internal import LayerArchive
internal import LinuxSystem
internal import OCI

/// Reading files out of a layer.
extension LayerContents {
    /// The bytes of files by their paths.
    func read(_ paths: Set<[UInt8]>, limit: Int, describing layer: String) async throws -> [[UInt8]: [UInt8]] {
        var found = try await readOnce(paths, limit: limit, describing: layer)
        // Whoever is a hard link has its bytes where the file lies, which may have passed by.
        if !found.links.isEmpty {
            let targets = try await readOnce(Set(found.links.values), limit: limit, describing: layer)
            for (path, target) in found.links { found.files[path] = targets.files[target] }
        }
        return found.files
    }

    /// Finds out what is in some files of a tree, whose numbers are in order. What is no file any more is left as it is.
    func identify(_ entries: [UInt32], in tree: inout LayerTree, describing layer: String) async throws {
        switch self {
        case .directory(let root), .kept(let root, _):
            let directory = try DirectoryHandle.open(root)
            let buffer = AlignedBuffer(count: 1 << 18)
            for entry in entries {
                guard let content = try Self.contentID(of: tree.path(of: Int(entry)), in: directory, buffer) else {
                    continue
                }
                tree.setContent(content, of: Int(entry))
            }
        case .archive, .remote:
            let known = tree
            let found = try await scan(describing: layer) { scan in
                var found: [UInt32: ContentID] = [:]
                while let entry = try scan.next() {
                    try Cancellation.check()
                    guard case .entry(.regular) = entry.meaning, let number = known.entry(at: entry.path),
                        entries.holds(UInt32(number))
                    else { continue }
                    found[UInt32(number)] = try TreeReading.content(of: scan)
                }
                return found
            }
            for (entry, content) in found { tree.setContent(content, of: Int(entry)) }
        }
    }

    private static func contentID(
        of path: [UInt8], in directory: DirectoryHandle, _ buffer: AlignedBuffer
    ) throws -> ContentID? {
        guard try status(of: path, in: directory)?.kind == .regular else { return nil }
        let file = try directory.openForReading(path)
        var digester = Digester()
        while true {
            try Cancellation.check()
            let count = try buffer.withMutableBytes { try file.read(into: $0) }
            if count == 0 { return ContentID(digester.finalize()) }
            buffer.withBytes { digester.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
    }

    private struct Found {
        var files: [[UInt8]: [UInt8]] = [:]
        var links: [[UInt8]: [UInt8]] = [:]
    }

    private func readOnce(_ paths: Set<[UInt8]>, limit: Int, describing layer: String) async throws -> Found {
        switch self {
        case .directory(let root), .kept(let root, _):
            return try readFiles(paths, in: DirectoryHandle.open(root), limit: limit)
        case .archive, .remote: break
        }
        return try await scan(describing: layer) { scan in
            var found = Found()
            while let entry = try scan.next() {
                try Cancellation.check()
                guard paths.contains(entry.path), case .entry(let kind) = entry.meaning else { continue }
                // The last entry of a path is the one that counts.
                found.files[entry.path] = nil
                found.links[entry.path] = nil
                if case .hardLink(let target) = kind { found.links[entry.path] = target }
                guard kind == .regular, entry.size <= Int64(limit) else { continue }
                var bytes: [UInt8] = []
                bytes.reserveCapacity(Int(entry.size))
                try scan.forEachPiece { bytes.append(contentsOf: $0) }
                found.files[entry.path] = bytes
            }
            return found
        }
    }

    /// By name, without a walk.
    private func readFiles(_ paths: Set<[UInt8]>, in directory: DirectoryHandle, limit: Int) throws -> Found {
        var found = Found()
        for path in paths {
            guard let status = try Self.status(of: path, in: directory), status.kind == .regular,
                status.size <= Int64(limit)
            else { continue }
            found.files[path] = try directory.openForReading(path).readAll(limit: limit)
        }
        return found
    }

    /// `nil` where nothing is at the path, or something on the way is no directory.
    private static func status(of path: [UInt8], in directory: DirectoryHandle) throws -> FileStatus? {
        var place = directory
        let parts = path.split(separator: UInt8(ascii: "/")).map { Array($0) }
        for (index, part) in parts.enumerated() {
            guard let status = try place.statusIfPresent(of: part) else { return nil }
            if index == parts.count - 1 { return status }
            guard status.kind == .directory else { return nil }
            place = try place.openDirectory(part)
        }
        return nil
    }
}

extension [UInt32] {
    /// Whether a number is among these, which are in order.
    fileprivate func holds(_ number: UInt32) -> Bool {
        let place = partitionPoint { $0 < number }
        return place < endIndex && self[place] == number
    }
}
