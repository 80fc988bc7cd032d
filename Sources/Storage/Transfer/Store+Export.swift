public import LayerArchive
public import LinuxSystem
public import OCI
public import SystemPackage

/// The form of an archive of images.
public enum ExportFormat: String, Sendable {
    /// A tar of an OCI layout (image-spec, image-layout.md).
    case oci
    /// The same with a `manifest.json`, which docker reads; both descriptions are true.
    case docker
}

/// Images on their way out. The bytes depend on the images and names alone.
extension Store {
    /// Writes images as one archive, each with the names given.
    ///
    /// - Throws: `.missingBlob`, `.corruptBlob`, `.corruptLayer`; what the sink throws.
    public func export(
        _ images: [(image: Image, references: [ImageReference])], as format: ExportFormat, to sink: any ByteSink
    ) throws {
        let plan = try ExportPlan(images, in: self)
        let writer = TarWriter(to: sink)
        try writer.add(Self.file("oci-layout"), bytes: Array(StoreLayout.marker.utf8))
        try writer.add(Self.file("index.json"), bytes: plan.index)
        if format == .docker { try writer.add(Self.file("manifest.json"), bytes: plan.dockerManifest) }
        for name in ["blobs", "blobs/sha256"] {
            try writer.add(LayerEntry(path: Array(name.utf8), kind: .directory, permissions: 0o755))
        }
        for blob in plan.blobs {
            try Cancellation.check()
            let path = ExportPlan.path(blob.descriptor.digest)
            switch blob.content {
            case .bytes(let bytes): try writer.add(Self.file(path), bytes: bytes)
            case .layer(let layer):
                try writer.add(Self.file(path, size: blob.descriptor.size)) { sink in
                    try writeLayer(layer, as: blob.descriptor, to: sink)
                }
            }
        }
        try writer.finish()
    }

    /// Writes images as one archive into an open file or pipe.
    ///
    /// - Throws: as `export(_:as:to:)` with a sink; `.noSpace`.
    public func export(
        _ images: [(image: Image, references: [ImageReference])], as format: ExportFormat, to file: FileHandle
    ) throws {
        try whileDoing("writing the archive") { try export(images, as: format, to: FileSink(file)) }
    }

    /// Writes images as one archive file: whole or not at all. A file of that name is replaced.
    ///
    /// - Throws: as `export(_:as:to:)` with a sink; `.noSpace`.
    public func export(
        _ images: [(image: Image, references: [ImageReference])], as format: ExportFormat, toFile path: FilePath
    ) throws {
        try Self.writeWhole(path) { try export(images, as: format, to: $0) }
    }

    /// Writes images as the directory of an OCI layout, which must not be there yet, or be empty.
    ///
    /// - Throws: as `export(_:as:to:)` with a sink; `.conflict`, `.noSpace`.
    public func exportLayout(
        _ images: [(image: Image, references: [ImageReference])], to path: FilePath
    ) throws {
        let plan = try ExportPlan(images, in: self)
        try whileDoing("writing the OCI layout \(path)") {
            let layout = try Self.makeEmptyDirectory(path)
            for name in ["blobs", "blobs/sha256"] { try layout.makeDirectoryIfMissing(name) }
            for blob in plan.blobs {
                let name = Array(ExportPlan.path(blob.descriptor.digest).utf8)
                let file = try layout.openFile(name, OpenFlags.newFile, mode: 0o644)
                switch blob.content {
                case .bytes(let bytes): try file.write(bytes)
                case .layer(let layer): try writeLayer(layer, as: blob.descriptor, to: FileSink(file))
                }
            }
            try layout.replaceFile("oci-layout", with: Array(StoreLayout.marker.utf8))
            try layout.replaceFile("index.json", with: plan.index)
        }
    }

    private static func file(_ path: String, size: Int64 = 0) -> LayerEntry {
        LayerEntry(path: Array(path.utf8), kind: .regular(size: size), permissions: 0o644)
    }

    static func makeEmptyDirectory(_ path: FilePath) throws -> DirectoryHandle {
        let parent = path.removingLastComponent()
        let directory = try DirectoryHandle.open(parent.string.isEmpty ? "." : parent)
        if let name = path.lastComponent?.string { try directory.makeDirectoryIfMissing(name) }
        let made = try DirectoryHandle.open(path)
        if try made.entries().isEmpty { return made }
        throw StorageError(.conflict, "\(path) is not empty", hint: "name a directory that is new or empty")
    }

    /// Writes a file under another name and renames it when it is complete.
    static func writeWhole(_ path: FilePath, _ body: (FileHandle) throws -> Void) throws {
        try whileDoing("writing \(path)") {
            let parent = path.removingLastComponent()
            let directory = try DirectoryHandle.open(parent.string.isEmpty ? "." : parent)
            let name = Array((path.lastComponent?.string ?? "").utf8)
            let temporary = Array(".".utf8) + name + Array(".\(RandomName.make())".utf8)
            do {
                try body(directory.openFile(temporary, OpenFlags.newFile, mode: 0o644))
                try directory.rename(temporary, to: name)
            } catch {
                // What is being thrown matters more than a temporary file, which may never have been there.
                try? directory.removeFile(temporary)
                throw error
            }
        }
    }
}
