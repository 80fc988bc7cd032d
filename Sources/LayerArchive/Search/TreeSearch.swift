public import LinuxSystem

/// Looks for byte strings in a directory that programs write to, in names, link targets and contents.
public struct TreeSearch: Sendable {
    private static let pieceSize = 1 << 20
    private let patterns: TextPatterns

    /// A search of directories.
    public init(for patterns: TextPatterns) { self.patterns = patterns }

    /// What is found in the entries whose inode changed at a moment or later; each path once.
    ///
    /// Every directory is read, and the files that changed. What goes away meanwhile is passed over; links are not followed.
    ///
    /// - Throws: `SystemError`; `CancellationError` where the task was cancelled.
    public func findings(in root: DirectoryHandle, changedSince start: FileTime) throws -> [LayerSearch.Finding] {
        let search = LayerSearch(for: patterns)
        // Strings do not go on from one file into the next.
        let gap = [UInt8](repeating: 0, count: patterns.longest)
        var position: Int64 = 0
        var waiting: [[UInt8]] = [[]]
        while let directory = waiting.popLast() {
            try Cancellation.check()
            guard let handle = directory.isEmpty ? root : try? root.openDirectory(directory),
                let entries = try? handle.entries()
            else { continue }
            for entry in entries {
                let path = directory.isEmpty ? entry.name : directory + [UInt8(ascii: "/")] + entry.name
                guard let status = try? handle.status(of: entry.name) else { continue }
                if status.kind == .directory { waiting.append(path) }
                if status.changed < start { continue }
                var kind = LayerEntry.Kind.directory
                if status.kind == .symbolicLink {
                    kind = .symbolicLink(target: (try? handle.readLink(entry.name)) ?? [])
                }
                search.begin(LayerEntry(path: path, kind: kind), at: position)
                if status.kind == .regular { position += try look(at: entry.name, of: handle, search) }
                gap.withUnsafeBytes { search.look(at: $0) }
                position += Int64(gap.count)
            }
        }
        return search.findings
    }

    /// Shows the search a file; how many bytes it had.
    private func look(at name: [UInt8], of directory: DirectoryHandle, _ search: LayerSearch) throws -> Int64 {
        guard let file = try? directory.openForReading(name) else { return 0 }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.pieceSize, alignment: 64)
        defer { buffer.deallocate() }
        var total: Int64 = 0
        while true {
            try Cancellation.check()
            let count = try file.read(into: buffer)
            if count == 0 { return total }
            search.look(at: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            total += Int64(count)
        }
    }
}
