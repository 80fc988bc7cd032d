internal import LayerArchive
internal import LinuxSystem
public import OCI

/// An image, or an index with its images, on its way to somewhere else: all blobs by their digests, and the documents that name
/// them.
///
/// What was compressed for it lies in a work directory that goes with the value.
public struct OutgoingImage: Sendable {
    /// One blob.
    public struct Blob: Sendable {
        /// Its digest, size and type.
        public let descriptor: Descriptor
        /// The diff-id of the layer that it is; `nil` for a document.
        public var diffID: Digest? {
            switch content {
            case .bytes: nil
            case .layer(let layer), .encoded(let layer, _), .staged(_, let layer): layer.diffID
            }
        }
        /// The blob, where it is not here and cannot be opened.
        public var absent: AbsentBlob? {
            get throws {
                guard case .layer(let layer) = content, try store.isAbsent(descriptor, of: layer) else { return nil }
                return AbsentBlob(blob: descriptor, layer: layer)
            }
        }
        let content: ExportPlan.Content
        let store: Store

        /// Begins the blob anew: a function that fills a buffer and says with how many bytes, 0 at the end.
        ///
        /// A layer that is made again is compared with its digest on the way; what is wrong is thrown before its end.
        public func open() throws -> (UnsafeMutableRawBufferPointer) throws -> Int {
            let blob = ExportPlan.Blob(descriptor: descriptor, content: content)
            return ByteChannel.reading { [store] in try store.write(blob, to: $0) }
        }
    }

    /// The layers, each once.
    public let layers: [Blob]
    /// Configurations and what attestations consist of.
    public let documents: [Blob]
    /// The manifests and indexes; what one names comes before it, and the last is the image itself.
    public let manifests: [(bytes: [UInt8], descriptor: Descriptor)]
    /// What the name is to stand for.
    public let descriptor: Descriptor
    let work: WorkDirectory?
}
