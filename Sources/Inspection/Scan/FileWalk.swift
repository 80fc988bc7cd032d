import Findings
import LinuxSystem
import Secrets
import SystemPackage

/// Searches the files below a directory, in the order of their names.
struct FileWalk {
    private var scanner: SecretScanner
    private(set) var findings: [ScanFinding] = []

    init(scanner: SecretScanner) { self.scanner = scanner }

    /// Searches what is at a path; of a link that was named, what it leads to.
    mutating func visit(_ path: FilePath) throws {
        let name = path.string.hasSuffix("/") && path.string.count > 1 ? String(path.string.dropLast()) : path.string
        if let directory = try? DirectoryHandle.open(path) {
            try walk(directory, name == "." ? [] : Array(name.utf8) + (name == "/" ? [] : [UInt8(ascii: "/")]))
        } else {
            try search(FileHandle.open(path), Array(name.utf8))
        }
    }

    private mutating func walk(_ directory: DirectoryHandle, _ prefix: [UInt8]) throws {
        for entry in try directory.entriesOnce().sorted(by: { $0.name.lexicographicallyPrecedes($1.name) }) {
            try Cancellation.check()
            switch try entry.kind ?? directory.status(of: entry.name).kind {
            case .directory: try walk(directory.openDirectory(entry.name), prefix + entry.name + [UInt8(ascii: "/")])
            case .regular: try search(directory.openForReading(entry.name), prefix + entry.name)
            default: continue
            }
        }
    }

    private mutating func search(_ file: FileHandle, _ path: [UInt8]) throws {
        scanner.begin(path: path)
        try withUnsafeTemporaryAllocation(byteCount: 256 << 10, alignment: 16) { buffer in
            while true {
                let count = try file.read(into: buffer)
                if count == 0 { break }
                scanner.feed(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        }
        for match in scanner.finish() where !match.isAllowed {
            findings.append(ScanFinding(match: match, location: .file(path: path, range: match.range)))
        }
    }
}
