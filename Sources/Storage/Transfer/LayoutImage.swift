internal import LayerArchive
internal import LinuxSystem
public import OCI
public import SystemPackage

/// An image of an OCI layout that is somebody else's, with its documents verified. It is none of the store's.
public struct LayoutImage: Sendable {
    /// Its manifest, byte for byte.
    public let manifest: ManifestDocument
    /// Its configuration, byte for byte.
    public let configuration: ConfigurationDocument
    let image: LoadableImage
    let layout: DirectoryHandle
}

extension Store {
    /// Finds an image in the directory of an OCI layout.
    ///
    /// Without a tag it is the one of the tag `latest`, or the only one that there is. Of an index, or of several entries of one
    /// name for several platforms, it is the one for a platform; an image for one platform alone is taken as it is.
    ///
    /// - Parameters:
    ///   - tag: The tag in the layout's index.
    ///   - digest: The manifest or index itself, which no entry has to name; then the tag says nothing.
    /// - Throws: `.invalidArchive`, `.noSuchImage`, `.wrongPlatform`, `.missingBlob`, `.corruptBlob`.
    public func layoutImage(
        at path: FilePath, tag: String? = nil, digest: Digest? = nil, for platform: Platform
    ) throws -> LayoutImage {
        let (layout, index) = try Self.openLayout(path)
        let reader = LayoutReader(supply: .layout(layout), platform: platform)
        let place = "the OCI layout \(path)"
        let image =
            if let digest {
                try reader.image(digest, of: index, in: place)
            } else {
                try reader.image(tagged: tag, of: index, in: place)
            }
        return LayoutImage(
            manifest: image.manifest, configuration: image.configuration, image: image, layout: layout)
    }

    /// Has the layers of an image of a layout in the store, and holds them for this session. Those that are there are not read.
    ///
    /// - Throws: `.missingBlob`, `.corruptBlob`, `.noSpace`; `LayerArchiveError`.
    public func unpack(_ image: LayoutImage) throws {
        let unpacker = LayerUnpacker(store: self, supply: .layout(image.layout), limits: .standard)
        _ = try unpacker.layers(of: image.image)
    }

    /// Opens the directory of an OCI layout and reads its index.
    static func openLayout(_ path: FilePath) throws -> (layout: DirectoryHandle, index: [UInt8]) {
        do throws(SystemError) {
            let layout = try DirectoryHandle.open(path)
            _ = try layout.openFile(Array("oci-layout".utf8))
            let index = try layout.openFile(Array("index.json".utf8)).readAll(limit: ArchiveMembers.documentLimit)
            return (layout, index)
        } catch {
            if !error.isNotFound { throw StorageError(error, doing: "reading the OCI layout \(path)") }
            throw StorageError(
                .invalidArchive, "\(path) is no OCI layout: it needs the files oci-layout and index.json",
                hint: OtherPlace.hint(at: path), cause: error)
        }
    }
}
