public import LayerArchive
internal import LinuxSystem
internal import OCI
public import SystemPackage

/// The file system of an image, its layers merged.
extension Store {
    /// Writes the merged file system as a tar archive.
    ///
    /// - Throws: `.missingLayer`, `.corruptLayer`; what the sink throws.
    public func exportTree(_ image: Image, to sink: any ByteSink) throws {
        let view = try view(of: stack(of: image))
        var capture = LayerCapture(of: try view.root())
        capture.root = .compared(with: .default)
        _ = try whileDoing("writing the file system of image \(image.id.short)") { try capture.capture(to: sink) }
    }

    /// Writes the merged file system as a tar file: whole or not at all.
    ///
    /// - Throws: `.missingLayer`, `.noSpace`.
    public func exportTree(_ image: Image, toFile path: FilePath) throws {
        try Self.writeWhole(path) { try exportTree(image, to: FileSink($0)) }
    }

    /// Writes the merged file system into a directory, which must be new or empty.
    ///
    /// - Throws: `.missingLayer`, `.conflict`, `.noSpace`.
    public func exportTree(_ image: Image, toDirectory path: FilePath) throws {
        let stack = try stack(of: image)
        let view = try view(of: stack)
        try whileDoing("writing the file system of image \(image.id.short) to \(path)") {
            let target = try Self.makeEmptyDirectory(path)
            _ = try LayerCapture(of: try view.root()).copy(into: target)
            try stack.root.apply(to: target)
        }
    }
}
