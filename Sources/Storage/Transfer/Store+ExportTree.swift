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

    /// Writes what a container sees without its mounts, its own changes included. It may run: a file that changes
    /// meanwhile is cut to, or filled up to, the size that it had.
    ///
    /// - Throws: `.missingLayer`, `.noSuchImage`; what the sink throws.
    public func exportTree(_ container: Container, to sink: any ByteSink) throws {
        let stack = try stack(of: requireImage(named: container.manifestDigest.description))
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
