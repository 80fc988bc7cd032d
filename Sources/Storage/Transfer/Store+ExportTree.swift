public import LayerArchive
internal import LinuxSystem
internal import OCI
public import SystemPackage

/// The file system of an image or a container, its layers merged.
extension Store {
    /// Writes the merged file system as a tar archive.
    ///
    /// - Throws: `.missingLayer`, `.corruptLayer`; what the sink throws.
    public func exportTree(_ image: Image, with files: FilePath? = nil, to sink: any ByteSink) throws {
        let view = try view(of: image, with: files)
        try whileDoing("writing the file system of image \(image.id.short)") { try Self.write(view, to: sink) }
    }

    /// Writes the merged file system as a tar file: whole or not at all.
    ///
    /// - Throws: `.missingLayer`, `.noSpace`.
    public func exportTree(_ image: Image, with files: FilePath? = nil, toFile path: FilePath) throws {
        try WholeFile.write(path) { try exportTree(image, with: files, to: FileSink($0)) }
    }

    /// Writes the merged file system into a directory. One that is there keeps what else it holds.
    ///
    /// - Throws: `.missingLayer`, `.conflict`, `.noSpace`.
    public func exportTree(_ image: Image, with files: FilePath? = nil, toDirectory path: FilePath) throws {
        let view = try view(of: image, with: files)
        try WholeFile.makeDirectory(path, merges: true) { target in
            _ = try LayerCapture(of: try view.root()).copy(into: target)
            try stack(of: image).root.apply(to: target)
        }
    }

    /// The merged file system of an image, with the files of a directory of the caller laid over it.
    private func view(of image: Image, with files: FilePath?) throws -> DetachedMount {
        let stack = try stack(of: image)
        guard let files else { return try view(of: stack) }
        return try OverlayMount.make(lowers: [files] + stack.lowerDirectories)
    }

    /// Writes the file systems of several images into one archive: each below a directory of its name, or over each other.
    ///
    /// - Parameters:
    ///   - trees: The images, and what each is called: with `splits` the name of its directory.
    ///   - splits: Each has a directory, with mode 0755 and the time `modified`.
    /// - Throws: `.missingLayer`; `LayerArchiveError` with `duplicate` without `splits`; what the sink throws.
    public func exportTrees(
        _ trees: [ExportedTree], splits: Bool, modified: Int64 = 0, to sink: any ByteSink
    ) throws {
        try gather(trees, splits: splits, modified: modified, to: sink)
    }

    /// Writes the file systems of several images into one tar file, whole or not at all.
    ///
    /// - Throws: as ``exportTrees(_:splits:modified:to:)``; `.noSpace`, `.conflict`.
    public func exportTrees(
        _ trees: [ExportedTree], splits: Bool, modified: Int64 = 0, toFile path: FilePath
    ) throws {
        try WholeFile.write(path) {
            try exportTrees(trees, splits: splits, modified: modified, to: FileSink($0))
        }
    }

    /// Looks whether the file systems of some images can be written over each other.
    ///
    /// - Throws: `LayerArchiveError` with `duplicate` where two have something other than a directory at a path.
    public func requireDisjoint(_ trees: [ExportedTree]) throws {
        try gather(trees, splits: false, modified: 0, to: nil)
    }

    private func gather(
        _ trees: [ExportedTree], splits: Bool, modified: Int64, to sink: (any ByteSink)?
    ) throws {
        let gathering = TreeGathering(to: sink)
        for tree in trees {
            let view = try view(of: tree.image, with: tree.files)
            if splits { try gathering.add(directory: tree.name, modified: modified) }
            try whileDoing("writing the file system of image \(tree.image.id.short)") {
                try gathering.add(LayerCapture(of: view.root()), below: splits ? tree.name : nil, called: tree.name)
            }
        }
        try gathering.finish()
    }

    /// Writes what a container sees without its mounts, its own changes included. It may run: a file that changes
    /// meanwhile is cut to, or filled up to, the size that it had.
    ///
    /// - Throws: `.missingLayer`, `.noSuchImage`; what the sink throws.
    public func exportTree(_ container: Container, to sink: any ByteSink) throws {
        let stack = try stack(of: image(of: container))
        let view = try OverlayMount.make(
            lowers: [container.upper] + stack.lowerDirectories,
            empty: layersDirectory.appending(LayerID(rawValue: 0).name))
        try whileDoing("writing the file system of container \(container.name)") { try Self.write(view, to: sink) }
    }

    /// Writes what a container sees as a tar file: whole or not at all.
    ///
    /// - Throws: as `exportTree(_:to:)` of a container; `.noSpace`, `.conflict`.
    public func exportTree(_ container: Container, toFile path: FilePath) throws {
        try WholeFile.write(path) { try exportTree(container, to: FileSink($0)) }
    }

    private static func write(_ view: DetachedMount, to sink: any ByteSink) throws {
        var capture = LayerCapture(of: try view.root())
        capture.root = .compared(with: .default)
        try capture.write(to: sink)
    }
}
