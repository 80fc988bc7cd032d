internal import LayerArchive
internal import LinuxSystem
internal import OCI

/// What an archive or layout of some images holds, in an order that depends on the images alone.
struct ExportPlan {
    /// A blob to write: bytes that are there, a layer's as its manifest names it, or a layer compressed on its way.
    enum Content {
        case bytes([UInt8])
        case layer(Layer)
        case encoded(Layer, LayerEncoding)
        case staged(StagedBlob)
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
        let descriptor: Descriptor
    }

    private(set) var items: [Item] = []
    /// Each blob once: configurations and manifests first, so that who reads the archive as a stream knows what comes;
    /// layers as the images have them.
    private(set) var blobs: [Blob] = []
    private var layers: [Blob] = []
    private var known: Set<Digest> = []

    /// - Parameter work: Where layers are compressed of which it is not known what will come out.
    init(
        _ images: [(image: Image, references: [ImageReference])], _ form: LayerForm, in store: Store,
        work: () throws -> WorkDirectory
    ) throws {
        for (image, references) in images {
            let kept = try store.manifest(of: image)
            let configuration = try store.configuration(of: image)
            var manifest = kept.value
            for (index, layer) in try store.layers(of: image).enumerated() {
                manifest.layers[index] = try add(layer, manifest.layers[index], form, store, work)
            }
            let document = manifest == kept.value ? kept : ManifestDocument(manifest)
            let descriptor = document.descriptor(mediaType: image.manifestDescriptor.mediaType)
            items.append(Item(image: image, references: references, manifest: document, descriptor: descriptor))
            if known.insert(configuration.digest).inserted {
                blobs.append(Blob(descriptor: manifest.configuration, content: .bytes(configuration.bytes)))
            }
            if known.insert(document.digest).inserted {
                blobs.append(Blob(descriptor: descriptor, content: .bytes(document.bytes)))
            }
        }
        blobs += layers
    }

    /// Notes a layer; gives the descriptor under which it goes out.
    private mutating func add(
        _ layer: Layer, _ kept: Descriptor, _ form: LayerForm, _ store: Store, _ work: () throws -> WorkDirectory
    ) throws -> Descriptor {
        let isOwn = kept.digest == layer.diffID && layer.isCanonical
        guard let encoding = form.encoding(isOwn: isOwn), kept.mediaType.layerCompression != encoding.compression else {
            if known.insert(kept.digest).inserted { layers.append(Blob(descriptor: kept, content: .layer(layer))) }
            return kept
        }
        var descriptor = kept
        descriptor.mediaType =
            kept.mediaType.isDocker ? encoding.compression.dockerMediaType : encoding.compression.ociMediaType
        var content = Content.encoded(layer, encoding)
        if let made = try store.encodedLayer(layer, encoding) {
            (descriptor.digest, descriptor.size) = (made.digest, made.size)
        } else {
            try Cancellation.check()
            let made = try store.encode(layer, encoding, into: work())
            (descriptor.digest, descriptor.size) = (made.digest, made.size)
            content = .staged(made)
        }
        if known.insert(descriptor.digest).inserted {
            layers.append(Blob(descriptor: descriptor, content: content))
        }
        return descriptor
    }

    /// `index.json`: one entry for each name, with the name's annotations as docker and BuildKit write them.
    var index: [UInt8] {
        let manifests = items.flatMap { item -> [Descriptor] in
            var descriptor = item.descriptor
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
        return JSONValue.array(list).compactBytes + [UInt8(ascii: "\n")]
    }

    /// `repositories`, as docker has written it from its first days: the top layer of each name. `nil` without names.
    var repositories: [UInt8]? {
        var names: [String: [String: String]] = [:]
        for item in items {
            guard let top = item.manifest.value.layers.last else { continue }
            for reference in item.references.map({ $0.withDefaultTag() }) {
                names[reference.repository.familiar, default: [:]][reference.tag ?? ImageReference.defaultTag] =
                    top.digest.hex
            }
        }
        if names.isEmpty { return nil }
        let members = names.map { JSONObject.Member(key: $0.key, value: .object(JSONObject($0.value))) }
        return JSONValue.object(JSONObject(members: members).sortedByKey()).compactBytes + [UInt8(ascii: "\n")]
    }

    static func path(_ digest: Digest) -> String { "blobs/sha256/\(digest.hex)" }
}
