internal import LinuxSystem
internal import OCI

/// Reads what an OCI layout names: its index, the manifests for one platform, their configurations.
struct LayoutReader {
    let supply: BlobSupply
    let platform: Platform
    /// Whether the user named the platform: then an image for another one is none.
    var isPlatformWanted = false

    /// Indexes in each other.
    static let maximumDepth = 4

    /// The images of an `index.json`.
    ///
    /// Entries that share a name and name different platforms are one image for several platforms.
    ///
    /// - Throws: `.invalidArchive`, `.wrongPlatform`, `.missingBlob`, `.corruptBlob`.
    func images(index bytes: [UInt8]) throws -> [LoadableImage] {
        let index = try parse(bytes, "index.json") as IndexDocument
        var images: [LoadableImage] = []
        // The first image of each index, and the image of each manifest.
        var placeOfIndex: [Digest: Int] = [:]
        var placeOfManifest: [Digest: Int] = [:]
        for entry in try entries(index.value) {
            try Cancellation.check()
            if entry.descriptor.mediaType.isIndex, !isPlatformWanted {
                if let known = placeOfIndex[entry.descriptor.digest] {
                    images[known].references += entry.names
                    continue
                }
                placeOfIndex[entry.descriptor.digest] = images.count
                for member in try members(of: entry.descriptor, names: entry.names) {
                    placeOfManifest[member.manifest.digest] = placeOfManifest[member.manifest.digest] ?? images.count
                    images.append(member)
                }
                continue
            }
            guard let image = try image(entry.descriptor, names: entry.names) else { continue }
            // The same manifest under several names is one image.
            if let known = placeOfManifest[image.manifest.digest] {
                images[known].references += image.references
            } else {
                placeOfManifest[image.manifest.digest] = images.count
                images.append(image)
            }
        }
        if images.isEmpty {
            throw StorageError(
                .invalidArchive, "the index names no image",
                hint: "make the archive or layout again, with at least one image")
        }
        return images
    }

    /// The configurations of all images of an `index.json`, for whatever platform, that are there.
    func configurations(index bytes: [UInt8]) throws -> Set<Digest> {
        var found: Set<Digest> = []
        var open: [(descriptor: Descriptor, depth: Int)] = try (parse(bytes, "index.json") as IndexDocument).value
            .manifests.map { ($0, 0) }
        var seen: Set<Digest> = []
        while let (descriptor, depth) = open.popLast() {
            guard seen.insert(descriptor.digest).inserted, supply.has(descriptor.digest) else { continue }
            if descriptor.mediaType.isIndex, depth < Self.maximumDepth {
                let index = try parse(supply.document(descriptor), "index \(descriptor.digest)") as IndexDocument
                open += index.value.manifests.map { ($0, depth + 1) }
            } else if descriptor.mediaType.isManifest {
                let manifest =
                    try parse(supply.document(descriptor), "manifest \(descriptor.digest)") as ManifestDocument
                found.insert(manifest.value.configuration.digest)
            }
        }
        return found
    }

    /// The entries of the top index that are images, each with its names, in their order.
    private func entries(_ index: ImageIndex) throws -> [(descriptor: Descriptor, names: [ImageReference])] {
        let runnable = index.runnable
        let named = runnable.map { (name: Self.references($0).first, descriptor: $0) }
        let sameName = Dictionary(grouping: named) { $0.name }.mapValues { $0.map(\.descriptor) }
        let unnamed = sameName[nil] ?? []
        let isOneImage = Self.differInPlatform(unnamed)
        var result: [(descriptor: Descriptor, names: [ImageReference])] = []
        var done: Set<ImageReference> = []
        for (name, descriptor) in named {
            try Cancellation.check()
            guard let name else {
                if !isOneImage { result.append((descriptor, [])) }
                continue
            }
            guard done.insert(name).inserted, let same = sameName[name] else { continue }
            result.append((try choice(of: same, "index.json for \(name.familiar)"), [name]))
        }
        if isOneImage { result.append((try choice(of: unnamed, "index.json"), [])) }
        return result
    }

    /// The one of several entries for an image that is to be loaded.
    func choice(of entries: [Descriptor], _ what: String) throws -> Descriptor {
        if Set(entries.map(\.digest)).count == 1 { return entries[0] }
        guard Self.differInPlatform(entries) else {
            throw StorageError(
                .invalidArchive, "\(what) has \(entries.count) images of one name",
                hint: "make the archive again, with one image for each name")
        }
        guard let choice = ImageIndex(manifests: entries).manifest(for: platform) else {
            throw wrongPlatform(what, entries)
        }
        return choice
    }

    static func differInPlatform(_ entries: [Descriptor]) -> Bool {
        let platforms = entries.compactMap { $0.platform?.description }
        return entries.count > 1 && platforms.count == entries.count && Set(platforms).count == entries.count
    }

    /// All images of an index that are there, and what it says about them.
    private func members(of descriptor: Descriptor, names: [ImageReference]) throws -> [LoadableImage] {
        let document = try parse(supply.document(descriptor), "index \(descriptor.digest)") as IndexDocument
        let index = LoadableIndex(document: document, blobs: try otherDocuments(document.value))
        var result: [LoadableImage] = []
        var found: Set<Digest> = []
        for entry in document.value.runnable where supply.has(entry.digest) && found.insert(entry.digest).inserted {
            // Of an index in an index one image is taken, and is an image of its own.
            guard var image = try image(entry, names: result.isEmpty ? names : [], depth: 1) else { continue }
            if entry.mediaType.isManifest { image.index = index }
            result.append(image)
        }
        if result.isEmpty { throw wrongPlatform("the index \(descriptor.digest)", document.value.manifests) }
        return result
    }

    /// The attestations of an index with all that they name, each where all of it is there and small enough to be one.
    private func otherDocuments(_ index: ImageIndex) throws -> [[UInt8]] {
        let images = Set(index.runnable.map(\.digest))
        var result: [[UInt8]] = []
        for entry in index.manifests where !images.contains(entry.digest) && entry.mediaType.isManifest {
            guard supply.has(entry.digest) else { continue }
            let bytes = try supply.document(entry)
            let manifest = try parse(bytes, "manifest \(entry.digest)") as ManifestDocument
            let parts = [manifest.value.configuration] + manifest.value.layers
            guard parts.allSatisfy({ supply.has($0.digest) && $0.size <= ArchiveMembers.documentLimit }) else {
                continue
            }
            result.append(bytes)
            for part in parts { result.append(try supply.document(part)) }
        }
        return result
    }

    func image(_ descriptor: Descriptor, names: [ImageReference], depth: Int = 0) throws -> LoadableImage? {
        if descriptor.mediaType.isIndex {
            let index = try parse(supply.document(descriptor), "index \(descriptor.digest)") as IndexDocument
            guard depth < Self.maximumDepth, let choice = index.value.manifest(for: platform) ?? only(index.value)
            else { throw wrongPlatform("the index \(descriptor.digest)", index.value.manifests) }
            return try image(choice, names: names, depth: depth + 1)
        }
        guard descriptor.mediaType.isManifest else { return nil }
        let manifest =
            try parse(supply.document(descriptor), "manifest \(descriptor.digest)") as ManifestDocument
        guard manifest.value.configuration.mediaType.isConfiguration else {
            if depth == 0 { return nil }
            throw StorageError(
                .invalidArchive, "\(descriptor.digest) is no image: its configuration is of another type",
                hint: "an artifact of another kind cannot be loaded: name or save an image")
        }
        if let layer = manifest.value.strangeLayer {
            if depth == 0 { return nil }
            throw StorageError(
                .invalidArchive,
                "\(descriptor.digest) is no image: its layer \(layer.digest) is of the type \(layer.mediaType)",
                hint: "an artifact of another kind cannot be loaded: name or save an image")
        }
        let document = try supply.document(manifest.value.configuration)
        let image = try LoadableImage(
            manifest: manifest, configuration: parse(document, "configuration \(manifest.value.configuration.digest)"),
            references: names)
        if isPlatformWanted { try image.require(platform) }
        return image
    }

    /// The only entry of an index that can be run, if the platform is not asked for.
    private func only(_ index: ImageIndex) -> Descriptor? {
        let runnable = index.runnable
        return runnable.count == 1 && !isPlatformWanted ? runnable.first : nil
    }

    func wrongPlatform(_ what: String, _ entries: [Descriptor]) -> StorageError {
        StorageError(
            .wrongPlatform, "\(what) holds no image for \(platform)",
            hint: "it has: " + entries.compactMap { $0.platform?.description }.joined(separator: ", "))
    }

    func parse<Value>(_ bytes: [UInt8], _ what: String) throws -> Document<Value> {
        do { return try Document(bytes: bytes) } catch {
            throw StorageError(
                .invalidArchive, "the \(what) cannot be read: \(error.message)",
                hint: error.hint ?? "make the archive or layout again", cause: error)
        }
    }

    /// The name that an entry of an index carries: containerd's whole name, else the specification's, which may be one.
    ///
    /// Where the specification's is another tag, that one counts: umoci copies an entry with its annotations and changes
    /// only the one that it knows.
    static func references(_ descriptor: Descriptor) -> [ImageReference] {
        let whole = descriptor.annotations[AnnotationKey.containerdImageName].flatMap {
            try? ImageReference(parsing: $0)
        }
        let name = descriptor.annotations[AnnotationKey.referenceName]
        if let whole, let name, let tagged = try? ImageReference(repository: whole.repository, taggedBy: name) {
            return [tagged]
        }
        return [whole ?? name.flatMap { try? ImageReference(parsing: $0) }].compactMap { $0?.withDefaultTag() }
    }
}
