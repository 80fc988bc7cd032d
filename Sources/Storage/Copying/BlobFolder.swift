internal import LinuxSystem
internal import OCI
internal import Synchronization

/// A directory into which blobs come, each whole or not at all.
struct BlobFolder: Sendable {
    let directory: DirectoryHandle
    /// The directory as errors name it.
    let place: String

    /// Whether there is a file of that name with so many bytes.
    func has(_ name: [UInt8], size: Int64) throws -> Bool {
        try whileDoing("looking at a blob in \(place)") { try directory.statusIfPresent(of: name)?.size == size }
    }

    /// Writes a file; somebody else's of that name has the same bytes.
    func write(_ name: [UInt8], from read: @escaping BlobReading) async throws {
        let file = try whileDoing("making a blob in \(place)") { try directory.makeUnnamedFile(mode: 0o644) }
        guard let file else { return try await writeNamed(name, from: read) }
        try await fill(file, from: read)
        try whileDoing("naming a blob in \(place)") {
            do throws(SystemError) { try directory.giveName(name, to: file) } catch {
                if !error.isExisting { throw error }
                let hidden = Unfinished.name(for: [])
                try directory.giveName(hidden, to: file)
                try directory.rename(hidden, to: name)
            }
        }
    }

    private func writeNamed(_ name: [UInt8], from read: @escaping BlobReading) async throws {
        let hidden = Unfinished.name(for: [])
        do {
            let file = try whileDoing("making a blob in \(place)") {
                try directory.openFile(hidden, OpenFlags.newFile, mode: 0o644)
            }
            _ = try file.lockIfFree()
            try await fill(file, from: read)
            try whileDoing("naming a blob in \(place)") { try directory.rename(hidden, to: name) }
        } catch {
            // What is being thrown matters more than a hidden file, which the next copy removes.
            try? directory.removeFile(hidden)
            throw error
        }
    }

    private func fill(_ file: FileHandle, from read: BlobReading) async throws {
        try await read { bytes in
            try whileDoing("writing a blob to \(place)") { try file.write(bytes) }
        }
    }

    /// Writes a small file.
    func write(_ name: String, bytes: [UInt8]) throws {
        try whileDoing("writing \(name) to \(place)") { try directory.replaceFile(name, with: bytes) }
    }
}
