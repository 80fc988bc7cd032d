internal import OCI

/// Reads what an OCI layout names: its index, the manifests for this platform, their configurations.
struct LayoutReader {
    let supply: BlobSupply
    let platform: Platform

    /// The images of an `index.json`.
    ///
    /// - Throws: `.invalidArchive`, `.wrongPlatform`, `.missingBlob`, `.corruptBlob`.
    func images(index bytes: [UInt8]) throws -> [LoadableImage] {
        let index = try parse(bytes, "index.json") as IndexDocument
        var images: [LoadableImage] = []
        for descriptor in index.value.manifests {
            guard let image = try image(descriptor, names: Self.references(descriptor)) else { continue }
            // The same manifest under several names is one image.
            if let known = images.firstIndex(where: { $0.manifest.digest == image.manifest.digest }) {
                images[known].references += image.references
            } else {
                images.append(image)
            }
        }
        if images.isEmpty { throw StorageError(.invalidArchive, "the index names no image") }
        return images
    }

    private func image(_ descriptor: Descriptor, names: [ImageReference], depth: Int = 0) throws -> LoadableImage? {
        if descriptor.mediaType.isIndex {
            let index = try parse(supply.document(descriptor), "index \(descriptor.digest)") as IndexDocument
            guard depth < 4, let choice = index.value.manifest(for: platform) ?? Self.only(index.value) else {
                throw StorageError(
                    .wrongPlatform, "the index \(descriptor.digest) holds no image for \(platform)",
                    hint: "it has: "
                        + index.value.manifests.compactMap { $0.platform?.description }.joined(separator: ", "))
            }
            return try image(choice, names: names, depth: depth + 1)
        }
        guard descriptor.mediaType.isManifest else { return nil }
        let manifest =
            try parse(supply.document(descriptor), "manifest \(descriptor.digest)") as ManifestDocument
        guard manifest.value.configuration.mediaType.isConfiguration else {
            if depth == 0 { return nil }
            throw StorageError(
                .invalidArchive, "\(descriptor.digest) is no image: its configuration is of another type")
        }
        let document = try supply.document(manifest.value.configuration)
        return try LoadableImage(
            manifest: manifest, configuration: parse(document, "configuration \(manifest.value.configuration.digest)"),
            references: names)
    }

    private static func only(_ index: ImageIndex) -> Descriptor? {
        let runnable = index.manifests.filter { $0.annotations[AnnotationKey.dockerReferenceType] == nil }
        return runnable.count == 1 ? runnable.first : nil
    }

    private func parse<Value>(_ bytes: [UInt8], _ what: String) throws -> Document<Value> {
        do { return try Document(bytes: bytes) } catch {
            throw StorageError(
                .invalidArchive, "the \(what) cannot be read: \(error.message)", hint: error.hint, cause: error)
        }
    }

    /// The names that an entry of an index carries: containerd's whole name, else the specification's, which may be one.
    static func references(_ descriptor: Descriptor) -> [ImageReference] {
        let texts = [AnnotationKey.containerdImageName, AnnotationKey.referenceName].compactMap {
            descriptor.annotations[$0]
        }
        return texts.lazy.compactMap { try? ImageReference(parsing: $0) }.first.map { [$0.withDefaultTag()] } ?? []
    }
}
