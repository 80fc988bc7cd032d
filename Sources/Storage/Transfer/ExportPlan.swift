internal import LayerArchive
internal import LinuxSystem
internal import OCI

/// What an archive or layout of some images holds, in an order that depends on the images alone.
struct ExportPlan {
    /// A blob to write: bytes that are there, a layer's as its manifest names it, or a layer compressed on its way.
    enum Content: Sendable {
        case bytes([UInt8])
        case layer(Layer)
        case encoded(Layer, LayerEncoding)
        case staged(StagedBlob, Layer)
    }

    /// One blob.
    struct Blob: Sendable {
        let descriptor: Descriptor
        let content: Content
    }

    /// One image with its names, or an index of images with its names.
    struct Item {
        /// The image that docker reads: of an index the one for here.
        let image: Image
        let manifest: ManifestDocument
        let references: [ImageReference]
        /// What `index.json` has for it.
        let descriptor: Descriptor
    }

    private(set) var items: [Item] = []
    /// Each blob once: configurations and manifests first, so that who reads the archive as a stream knows what comes;
    /// layers as the images have them.
    var blobs: [Blob] { documents + layers }
    private(set) var documents: [Blob] = []
    private(set) var layers: [Blob] = []
    /// The layers of each image, bottom first.
    private(set) var stacks: [[Layer]] = []
    private var known: Set<Digest> = []

    private let form: LayerForm
    private let manifests: ManifestForm
    private let store: Store
    private let work: () throws -> WorkDirectory
    private let prepared: [Digest: StagedBlob]

    /// - Parameters:
    ///   - prepared: Layers, by diff-id, that were compressed already.
    ///   - work: Where layers are compressed of which it is not known what will come out.
    init(
        _ images: [(image: Image, references: [ImageReference])], _ form: LayerForm, _ manifests: ManifestForm,
        in store: Store, prepared: [Digest: StagedBlob] = [:], work: @escaping () throws -> WorkDirectory
    ) throws {
        (self.form, self.manifests, self.store, self.work, self.prepared) = (form, manifests, store, work, prepared)
        for (image, references) in images {
            // Names of one image may stand for it alone, or for indexes that it is in.
            for (index, names) in Self.grouped(image, references) {
                items.append(try index.map { try item(index: $0, of: image, names) } ?? item(image, names))
            }
        }
    }

    /// The index that a name of an image stands for.
    static func index(of image: Image, named reference: ImageReference) -> Descriptor? {
        image.indexes[reference.withDefaultTag()] ?? image.index
    }

    private static func grouped(
        _ image: Image, _ references: [ImageReference]
    ) -> [(index: Descriptor?, names: [ImageReference])] {
        if references.isEmpty { return [(image.index, [])] }
        var result: [(index: Descriptor?, names: [ImageReference])] = []
        for reference in references {
            let index = index(of: image, named: reference)
            if let place = result.firstIndex(where: { $0.index?.digest == index?.digest }) {
                result[place].names.append(reference)
            } else {
                result.append((index, [reference]))
            }
        }
        return result
    }

    private mutating func item(_ image: Image, _ names: [ImageReference]) throws -> Item {
        let (document, descriptor) = try add(image)
        var entry = descriptor
        entry.platform = image.platform
        entry.annotations = manifests.annotations.values(.manifestDescriptor, for: image.platform)
        return Item(image: image, manifest: document, references: names, descriptor: entry)
    }

    private mutating func item(index descriptor: Descriptor, of image: Image, _ names: [ImageReference]) throws -> Item
    {
        let kept = try store.index(descriptor)
        var index = manifests.applied(to: kept.document.value)
        var chosen: ManifestDocument?
        var renamed: [Digest: Descriptor] = [:]
        for (place, entry) in index.manifests.enumerated() {
            guard let member = kept.images.first(where: { $0.manifestDigest == entry.digest }) else { continue }
            let (document, descriptor) = try add(member)
            if member.manifestDigest == image.manifestDigest { chosen = document }
            if descriptor.digest != entry.digest { renamed[entry.digest] = descriptor }
            index.manifests[place].mediaType = descriptor.mediaType
            (index.manifests[place].digest, index.manifests[place].size) = (descriptor.digest, descriptor.size)
            index.manifests[place].annotations.merge(
                manifests.annotations.values(.manifestDescriptor, for: entry.platform ?? member.platform)
            ) { _, new in new }
        }
        try addAttestations(&index, renamed)
        let document = index == kept.document.value ? kept.document : IndexDocument(index)
        add(document.bytes, document.descriptor())
        var entry = document.descriptor()
        entry.annotations = manifests.annotations.values(.indexDescriptor)
        return try Item(
            image: image, manifest: chosen ?? store.manifest(of: image), references: names, descriptor: entry)
    }

    /// What an index says about its images, made to say it of those that go out.
    private mutating func addAttestations(_ index: inout ImageIndex, _ renamed: [Digest: Descriptor]) throws {
        for (place, entry) in index.manifests.enumerated()
        where !index.runnable.contains(entry) && entry.mediaType.isManifest {
            guard try store.hasBlob(entry.digest) else { continue }
            var attestation = try Attestation(entry) { try store.blob($0) }
            try attestation.rename(renamed)
            index.manifests[place] = attestation.descriptor
            for (descriptor, bytes) in attestation.blobs { add(bytes, descriptor) }
        }
    }

    private mutating func add(_ bytes: [UInt8], _ descriptor: Descriptor) {
        if known.insert(descriptor.digest).inserted {
            documents.append(Blob(descriptor: descriptor, content: .bytes(bytes)))
        }
    }

    /// Notes an image; gives the manifest with which it goes out.
    private mutating func add(_ image: Image) throws -> (ManifestDocument, Descriptor) {
        let kept = try store.manifest(of: image)
        let configuration = try store.configuration(of: image)
        var manifest = manifests.applied(to: kept.value, for: image.platform)
        let stack = try store.layers(of: image)
        stacks.append(stack)
        for (index, layer) in stack.enumerated() {
            manifest.layers[index] = try add(layer, kept.value.layers[index], as: manifest.layers[index])
        }
        if manifest.mediaType?.isDocker == true, manifests.types == .kept, Self.needsOCI(manifest, kept.value) {
            // Docker's schema knows neither zstd nor annotations.
            var form = manifests
            form.types = .oci
            manifest = form.applied(to: manifest, for: image.platform)
        }
        let document = manifest == kept.value ? kept : ManifestDocument(manifest)
        let isKept = manifests.types == .kept && manifest.mediaType == kept.value.mediaType
        let type = isKept ? image.manifestDescriptor.mediaType : document.value.documentMediaType
        add(configuration.bytes, manifest.configuration)
        add(document.bytes, document.descriptor(mediaType: type))
        return (document, document.descriptor(mediaType: type))
    }

    private static func needsOCI(_ manifest: Manifest, _ kept: Manifest) -> Bool {
        zip(manifest.layers, kept.layers).contains {
            $0 != $1 && $0.annotations[ChunkedFormat.tableDigest] != nil
        }
    }

    /// Notes a layer; gives the descriptor under which it goes out.
    private mutating func add(_ layer: Layer, _ kept: Descriptor, as wanted: Descriptor) throws -> Descriptor {
        let isOwn = layer.isMade(as: kept.digest)
        guard let encoding = form.encoding(isOwn: isOwn), !encoding.isForm(of: kept) else {
            if known.insert(kept.digest).inserted { layers.append(Blob(descriptor: kept, content: .layer(layer))) }
            return wanted
        }
        var descriptor = wanted
        descriptor.mediaType =
            wanted.mediaType.isDocker ? encoding.compression.dockerMediaType : encoding.compression.ociMediaType
        descriptor.annotations = ChunkedFormat.withoutPositions(descriptor.annotations)
        var content = Content.encoded(layer, encoding)
        if let made = prepared[layer.diffID] {
            descriptor.name(made.digest, made.size, made.annotations)
            content = .staged(made, layer)
        } else if let made = try store.encodedLayer(layer, encoding) {
            descriptor.name(made.digest, made.size, made.annotations)
        } else {
            try Cancellation.check()
            let made = try store.encode(layer, encoding, into: work())
            descriptor.name(made.digest, made.size, made.annotations)
            content = .staged(made, layer)
        }
        if known.insert(descriptor.digest).inserted {
            layers.append(Blob(descriptor: descriptor, content: content))
        }
        return descriptor
    }
}

extension Descriptor {
    /// Makes it the descriptor of another blob.
    fileprivate mutating func name(_ digest: Digest, _ size: Int64, _ annotations: [String: String]) {
        (self.digest, self.size) = (digest, size)
        self.annotations.merge(annotations) { $1 }
    }
}

extension LayerEncoding {
    /// Whether a blob has this form already.
    fileprivate func isForm(of blob: Descriptor) -> Bool {
        blob.mediaType.layerCompression == compression
            && (!isChunked || blob.annotations[ChunkedFormat.tableDigest] != nil)
    }
}

/// The documents by which readers find their way.
extension ExportPlan {
    /// `index.json`: one entry for each name, with the name's annotations as docker and BuildKit write them.
    var index: [UInt8] {
        let manifests = items.flatMap { item -> [Descriptor] in
            if item.references.isEmpty { return [item.descriptor] }
            return item.references.map { reference in
                var descriptor = item.descriptor
                descriptor.annotations[AnnotationKey.containerdImageName] = reference.tagName
                descriptor.annotations[AnnotationKey.referenceName] =
                    reference.withDefaultTag().tag ?? ImageReference.defaultTag
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
