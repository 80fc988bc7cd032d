import Findings
import LayerArchive
import LinuxSystem
import Secrets
import SystemPackage

/// Searches the files below a directory, in the order of their names. What cannot be read is remembered, and the rest is searched.
struct FileWalk {
    private let search: FileSearch

    init(_ search: FileSearch) { self.search = search }

    /// Searches what is at a path; of a link that was named, what it leads to.
    ///
    /// - Throws: `SystemError` where the path itself cannot be opened; `CancellationError`.
    func visit(_ path: FilePath) throws {
        let name = path.string.hasSuffix("/") && path.string.count > 1 ? String(path.string.dropLast()) : path.string
        if let directory = try? DirectoryHandle.open(path) {
            try walk(directory, name == "." ? [] : Array(name.utf8) + (name == "/" ? [] : [UInt8(ascii: "/")]))
        } else {
            try read(FileHandle.open(path), Array(name.utf8))
        }
    }

    private func walk(_ directory: DirectoryHandle, _ prefix: [UInt8]) throws {
        let entries = try directory.entriesOnce().sorted(by: { $0.name.lexicographicallyPrecedes($1.name) })
        for entry in entries {
            try Cancellation.check()
            let path = prefix + entry.name
            do { try visit(entry, of: directory, path) } catch let error as SystemError {
                // What goes away meanwhile is nobody's mistake.
                if !error.isNotFound { search.note("cannot be read: \(error.reason)", at: path) }
            }
        }
    }

    private func visit(_ entry: DirectoryEntry, of directory: DirectoryHandle, _ path: [UInt8]) throws {
        switch try entry.kind ?? directory.status(of: entry.name).kind {
        case .directory:
            if Self.kernelTrees.contains(path) { return }
            search.begin(path, attributes: try attributes(of: entry, directory))
            try walk(directory.openDirectory(entry.name), path + [UInt8(ascii: "/")])
        case .regular:
            search.begin(path, attributes: try attributes(of: entry, directory))
            try read(directory.openForReading(entry.name), path)
        case .symbolicLink: search.begin(path, target: try directory.readLink(entry.name))
        default: return
        }
    }

    private func attributes(of entry: DirectoryEntry, _ directory: DirectoryHandle) throws -> [ExtendedAttribute] {
        try directory.attributeNames(of: entry.name).filter { $0.hasPrefix("user.") }.compactMap { name in
            try directory.attribute(name, of: entry.name).map { ExtendedAttribute(name: name, value: $0) }
        }
    }

    private func read(_ file: FileHandle, _ path: [UInt8]) throws {
        try search.search(path) { take in
            try withUnsafeTemporaryAllocation(byteCount: 256 << 10, alignment: 16) { buffer in
                while true {
                    try Cancellation.check()
                    let count = try file.read(into: buffer)
                    if count == 0 { break }
                    take(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                }
            }
        }
    }

    /// Waits for what was found in all that was visited.
    func findings() -> [ScanFinding] {
        search.finish().flatMap { file, found in
            found.map {
                ScanFinding(match: $0.match, location: .file(path: $0.path, range: $0.range), file: file)
            }
        }
    }

    /// Directories that the kernel makes up.
    private static let kernelTrees: Set<[UInt8]> = [Array("/proc".utf8), Array("/sys".utf8)]
}
