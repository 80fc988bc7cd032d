internal import LinuxSystem
public import OCI
public import SystemPackage

/// A directory as skopeo's `dir:` writes it: `version`, `manifest.json`, and each blob in a file named by its digest.
///
/// It is made under a hidden name and takes the place of what such a copy left there before.
public final class DirectoryDestination: ImageDestination {
    /// There is room for the image alone.
    public var capability: DestinationCapability {
        var result = DestinationCapability()
        result.referrers = false
        return result
    }
    private let path: FilePath
    private let parent: DirectoryHandle
    private let name: [UInt8]
    private let hidden: [UInt8]
    private let folder: BlobFolder

    /// The `version` that skopeo writes and asks for.
    private static let version = "Directory Transport Version: 1.1\n"

    /// Begins a directory.
    ///
    /// - Throws: `.conflict` where something else is there.
    public init(_ path: FilePath) throws {
        let path = Self.resolved(path)
        self.path = path
        let above = path.removingLastComponent()
        name = Array((path.lastComponent?.string ?? "").utf8)
        guard let last = path.lastComponent, last.kind == .regular else {
            throw StorageError(.conflict, "dir:\(path) names no directory", hint: "name one: dir:PATH")
        }
        (parent, hidden, folder) = try whileDoing("making the directory \(path)") {
            let parent = try LayoutDestination.openOrMake(above.string.isEmpty ? "." : above)
            Unfinished.sweep(parent)
            let name = Array((path.lastComponent?.string ?? "").utf8)
            let (hidden, directory) = try Unfinished.makeDirectory(for: name, in: parent)
            return (parent, hidden, BlobFolder(directory: directory, place: path.string))
        }
        do { try requireReplaceable() } catch {
            abandon()
            throw error
        }
        try folder.write("version", bytes: Array(Self.version.utf8))
    }

    /// Nothing of the directory that was there is used.
    public func presence(of blob: Descriptor) throws -> BlobPresence {
        try folder.has(Array(blob.digest.hex.utf8), size: blob.size) ? .there : .missing
    }

    /// Takes a blob.
    public func write(_ blob: Descriptor, from read: @escaping BlobReading) async throws {
        try await folder.write(Array(blob.digest.hex.utf8), from: read)
    }

    /// Takes a member of an index.
    public func write(_ manifest: RawManifest) throws {
        try folder.write(manifest.descriptor.digest.hex + ".manifest.json", bytes: manifest.bytes)
    }

    /// Writes `manifest.json` and gives the directory its name.
    public func finish(_ root: RawManifest) throws {
        try folder.write("manifest.json", bytes: root.bytes)
        try whileDoing("writing \(path)") {
            try requireReplaceable()
            guard try parent.statusIfPresent(of: name) != nil else { return try parent.rename(hidden, to: name) }
            let old = Unfinished.name(for: name)
            try parent.rename(name, to: old)
            try parent.rename(hidden, to: name)
            try parent.removeTree(old)
        }
    }

    /// Removes what was written.
    public func abandon() {
        // What the copy failed with is said already, and the next copy sweeps.
        try? parent.removeTree(hidden)
    }

    /// Where a link to a directory leads.
    private static func resolved(_ path: FilePath) -> FilePath {
        guard let real = try? FileHandle.open(path, FileHandle.pathOnly), (try? real.status().kind) == .directory,
            let last = path.lastComponent, last.kind == .regular
        else { return path }
        return OutputPlace.behindLinks(path)
    }

    /// Whether a directory is such a copy, perhaps one that was interrupted: a file of this name is found in many other places.
    private static func isVersion(in directory: DirectoryHandle) throws -> Bool {
        let name = Array("version".utf8)
        guard let status = try directory.statusIfPresent(of: name), status.kind == .regular,
            status.size <= 64
        else { return false }
        return try directory.openForReading(name).readAll(limit: 64).starts(with: "Directory Transport Version: ".utf8)
    }

    private func requireReplaceable() throws {
        try whileDoing("looking at \(path)") {
            guard let status = try parent.statusIfPresent(of: name) else { return }
            if status.kind == .directory {
                let directory = try parent.openDirectory(name)
                if try directory.entries().isEmpty { return }
                if try Self.isVersion(in: directory) { return }
            }
            throw StorageError(
                .conflict, "\(path) holds something other than an image of dir:", hint: "name another directory")
        }
    }
}
