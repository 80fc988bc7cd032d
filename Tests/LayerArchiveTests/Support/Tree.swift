import LayerArchive
import LinuxSystem

/// Short words for making and reading trees in tests.
extension DirectoryHandle {
    /// Makes a file.
    func put(_ path: String, _ text: String = "", mode: UInt16 = 0o644, modified: Int64 = 1_000_000_000) throws {
        let file = try openFile(bytes(path), 0o102 | 0o1000, mode: 0o600)
        try file.write(bytes(text))
        try file.setPermissions(mode)
        try file.setModified(FileTime(seconds: modified))
    }

    /// Makes a directory; its time is to be set when it is full.
    func put(directory path: String, mode: UInt16 = 0o755) throws { try makeDirectory(bytes(path), permissions: mode) }

    /// Sets the time of an entry.
    func stamp(_ path: String, _ seconds: Int64 = 1_000_000_000, nanoseconds: Int64 = 0) throws {
        try setModified(FileTime(seconds: seconds, nanoseconds: nanoseconds), of: bytes(path))
    }

    /// The text of a file.
    func text(_ path: String) throws -> String { String(decoding: try openFile(bytes(path)).readAll(), as: UTF8.self) }

    /// What is at a path.
    func kind(_ path: String) throws -> FileKind? { try statusIfPresent(of: bytes(path))?.kind }

    /// Whether a name is hidden.
    func isWhiteout(_ path: String) throws -> Bool { try statusIfPresent(of: bytes(path))?.isWhiteout ?? false }

    /// Whether a directory is opaque.
    func isOpaque(_ path: String) throws -> Bool {
        try openDirectory(bytes(path)).ownAttribute("trusted.overlay.opaque") == bytes("y")
    }

    /// All paths below, in canonical order; directories with a `/`.
    func paths(_ prefix: String = "") throws -> [String] {
        var result: [String] = []
        for entry in try entries().sorted(by: { ByteOrder.precedes($0.name, $1.name) }) {
            let path = prefix + String(decoding: entry.name, as: UTF8.self)
            let isDirectory = try status(of: entry.name).kind == .directory
            result.append(isDirectory ? path + "/" : path)
            if isDirectory { result += try openDirectory(entry.name).paths(path + "/") }
        }
        return result
    }
}
