import Findings
import LayerArchive
import LinuxSystem
import Secrets
import SystemPackage

/// Searches the files below a directory, in the order of their names. What cannot be read is remembered, and the rest is searched.
struct FileWalk {
    private let search: SearchedFile
    private(set) var findings: [ScanFinding] = []

    init(_ search: SearchedFile) { self.search = search }

    /// Searches what is at a path; of a link that was named, what it leads to.
    ///
    /// - Throws: `SystemError` where the path itself cannot be opened; `CancellationError`.
    mutating func visit(_ path: FilePath) throws {
        let name = path.string.hasSuffix("/") && path.string.count > 1 ? String(path.string.dropLast()) : path.string
        if let directory = try? DirectoryHandle.open(path) {
            try walk(directory, name == "." ? [] : Array(name.utf8) + (name == "/" ? [] : [UInt8(ascii: "/")]))
        } else {
            try read(FileHandle.open(path), Array(name.utf8))
        }
    }

    private mutating func walk(_ directory: DirectoryHandle, _ prefix: [UInt8]) throws {
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

    private mutating func visit(_ entry: DirectoryEntry, of directory: DirectoryHandle, _ path: [UInt8]) throws {
        switch try entry.kind ?? directory.status(of: entry.name).kind {
        case .directory:
            if Self.kernelTrees.contains(path) { return }
            add(search.begin(path, attributes: try attributes(of: entry, directory)), in: path)
            try walk(directory.openDirectory(entry.name), path + [UInt8(ascii: "/")])
        case .regular:
            add(search.begin(path, attributes: try attributes(of: entry, directory)), in: path)
            try read(directory.openForReading(entry.name), path)
        case .symbolicLink: add(search.begin(path, target: try directory.readLink(entry.name)), in: path)
        default: return
        }
    }

    private func attributes(of entry: DirectoryEntry, _ directory: DirectoryHandle) throws -> [ExtendedAttribute] {
        try directory.attributeNames(of: entry.name).filter { $0.hasPrefix("user.") }.compactMap { name in
            try directory.attribute(name, of: entry.name).map { ExtendedAttribute(name: name, value: $0) }
        }
    }

    private mutating func read(_ file: FileHandle, _ path: [UInt8]) throws {
        let found = try search.search(path) { take in
            try withUnsafeTemporaryAllocation(byteCount: 256 << 10, alignment: 16) { buffer in
                while true {
                    try Cancellation.check()
                    let count = try file.read(into: buffer)
                    if count == 0 { break }
                    take(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                }
            }
        }
        add(found, in: path)
    }

    private mutating func add(_ found: [SearchedFile.Found], in file: [UInt8]) {
        for found in found {
            findings.append(
                ScanFinding(match: found.match, location: .file(path: found.path, range: found.range), file: file))
        }
    }

    /// Directories that the kernel makes up.
    private static let kernelTrees: Set<[UInt8]> = [Array("/proc".utf8), Array("/sys".utf8)]
}
