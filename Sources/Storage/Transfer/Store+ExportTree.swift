public import LayerArchive
internal import LinuxSystem
internal import OCI
public import SystemPackage

/// The file system of an image or a container, its layers merged.
extension Store {
    /// Writes the merged file system as a tar archive.
    ///
    /// - Throws: `.missingLayer`, `.corruptLayer`; what the sink throws.
    public func exportTree(_ image: Image, to sink: any ByteSink) throws {
        let view = try view(of: stack(of: image))
        try whileDoing("writing the file system of image \(image.id.short)") { try Self.write(view, to: sink) }
    }

    /// Writes the merged file system as a tar file: whole or not at all.
    ///
    /// - Throws: `.missingLayer`, `.noSpace`.
    public func exportTree(_ image: Image, toFile path: FilePath) throws {
        try WholeFile.write(path) { try exportTree(image, to: FileSink($0)) }
    }

    /// Writes the merged file system into a directory. One that is there keeps what else it holds.
    ///
    /// - Throws: `.missingLayer`, `.conflict`, `.noSpace`.
    public func exportTree(_ image: Image, toDirectory path: FilePath) throws {
        let stack = try stack(of: image)
        let view = try view(of: stack)
        try WholeFile.makeDirectory(path, merges: true) { target in
            _ = try LayerCapture(of: try view.root()).copy(into: target)
            try stack.root.apply(to: target)
        }
    }

    /// Writes the file systems of several images into one archive: each below a directory of its name, or over each other.
    ///
    /// - Parameters:
    ///   - images: The images, and what each is called: with `splits` the name of its directory.
    ///   - splits: Each has a directory, with mode 0755 and the time `modified`.
    /// - Throws: `.missingLayer`; `LayerArchiveError` with `duplicate` without `splits`; what the sink throws.
    public func exportTrees(
        _ images: [(name: String, image: Image)], splits: Bool, modified: Int64 = 0, to sink: any ByteSink
    ) throws {
        try gather(images, splits: splits, modified: modified, to: sink)
    }

    /// Writes the file systems of several images into one tar file, whole or not at all.
    ///
    /// - Throws: as ``exportTrees(_:splits:modified:to:)``; `.noSpace`, `.conflict`.
    public func exportTrees(
        _ images: [(name: String, image: Image)], splits: Bool, modified: Int64 = 0, toFile path: FilePath
    ) throws {
        try WholeFile.write(path) {
            try exportTrees(images, splits: splits, modified: modified, to: FileSink($0))
        }
    }

    /// Looks whether the file systems of some images can be written over each other.
    ///
    /// - Throws: `LayerArchiveError` with `duplicate` where two have something other than a directory at a path.
    public func requireDisjoint(_ images: [(name: String, image: Image)]) throws {
        try gather(images, splits: false, modified: 0, to: nil)
    }

    private func gather(
        _ images: [(name: String, image: Image)], splits: Bool, modified: Int64, to sink: (any ByteSink)?
    ) throws {
        let gathering = TreeGathering(to: sink)
        for (name, image) in images {
            let view = try view(of: stack(of: image))
            if splits { try gathering.add(directory: name, modified: modified) }
            try whileDoing("writing the file system of image \(image.id.short)") {
                try gathering.add(LayerCapture(of: view.root()), below: splits ? name : nil, called: name)
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
