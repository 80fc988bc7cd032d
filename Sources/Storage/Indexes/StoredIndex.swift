public import OCI

/// An index that the store keeps: an image for several platforms, or one with attestations.
public struct StoredIndex: Sendable {
    /// The index, byte for byte.
    public let document: IndexDocument
    /// Names it as a registry does.
    public let descriptor: Descriptor
    /// The images of it that are here, in its order.
    public let images: [Image]

    /// The image for a platform: the one that the index names most exactly, of those that are here.
    public func image(for platform: Platform) -> Image? {
        let here = images.map(\.manifestDigest)
        var known = document.value
        known.manifests.removeAll { !here.contains($0.digest) }
        return known.manifest(for: platform).flatMap { choice in images.first { $0.manifestDigest == choice.digest } }
    }

    /// The platforms of the images that are here, as text.
    public var platforms: String { images.map { $0.platform.description }.joined(separator: ", ") }
}

extension ImageIndex {
    /// The entries that are images, not what is said about images.
    public var runnable: [Descriptor] {
        manifests.filter {
            $0.annotations[AnnotationKey.dockerReferenceType] == nil && $0.platform?.os != "unknown"
        }
    }
}
