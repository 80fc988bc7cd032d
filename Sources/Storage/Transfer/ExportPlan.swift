internal import LayerArchive
internal import OCI

/// What an archive or layout of some images holds, in an order that depends on the images alone.
struct ExportPlan {
    /// A blob to write: bytes that are there, or a layer's.
    enum Content {
        case bytes([UInt8])
        case layer(Layer)
    }

    /// One blob.
    struct Blob {
        let descriptor: Descriptor
        let content: Content
    }

    /// One image with its names.
    struct Item {
        let image: Image
        let references: [ImageReference]
        let manifest: ManifestDocument
    }

    private(set) var items: [Item] = []
    /// Each blob once: configurations and manifests first, layers as the images have them.
    private(set) var blobs: [Blob] = []

    init(_ images: [(image: Image, references: [ImageReference])], in store: Store) throws {
        var layers: [Blob] = []
        var known: Set<Digest> = []
        for (image, references) in images {
            let manifest = try store.manifest(of: image)
            let configuration = try store.configuration(of: image)
            items.append(Item(image: image, references: references, manifest: manifest))
            if known.insert(configuration.digest).inserted {
                blobs.append(Blob(descriptor: manifest.value.configuration, content: .bytes(configuration.bytes)))
            }
            if known.insert(manifest.digest).inserted {
                blobs.append(Blob(descriptor: image.manifestDescriptor, content: .bytes(manifest.bytes)))
            }
            for (layer, blob) in zip(try store.layers(of: image), manifest.value.layers)
            where known.insert(blob.digest).inserted {
                layers.append(Blob(descriptor: blob, content: .layer(layer)))
            }
        }
        blobs += layers
    }

    /// `index.json`: one entry for each name, with the name's annotations as docker and BuildKit write them.
    var index: [UInt8] {
        let manifests = items.flatMap { item -> [Descriptor] in
            var descriptor = item.image.manifestDescriptor
            descriptor.platform = item.image.platform
            if item.references.isEmpty { return [descriptor] }
            return item.references.map { reference in
                descriptor.annotations = [
                    AnnotationKey.containerdImageName: reference.tagName,
                    AnnotationKey.referenceName: reference.withDefaultTag().tag ?? ImageReference.defaultTag,
                ]
                return descriptor
            }
        }
        return IndexDocument(ImageIndex(manifests: manifests)).bytes
    }

    /// `manifest.json`, by which docker and podman find the same blobs.
    var dockerManifest: [UInt8] {
        let list = items.map { item -> JSONValue in
            [
                "Config": .string(Self.path(item.image.id)),
                "RepoTags": item.references.isEmpty
                    ? .null : .strings(item.references.map { $0.withDefaultTag().familiar }),
                "Layers": .strings(item.manifest.value.layers.map { Self.path($0.digest) }),
            ]
        }
        return JSONValue.array(list).compactBytes
    }

    static func path(_ digest: Digest) -> String { "blobs/sha256/\(digest.hex)" }
}
