internal import LayerArchive
internal import OCI

/// What a `manifest.json` says of one image (moby, image/spec/v1.2.md, "Combined Image JSON").
struct DockerManifestItem {
    /// The member that is the configuration.
    let configuration: String
    /// The members that are the layers, bottom first.
    let layers: [String]
    /// Its names.
    let references: [ImageReference]

    /// Reads a whole document.
    ///
    /// - Throws: `.invalidArchive`.
    static func list(_ bytes: [UInt8]) throws -> [DockerManifestItem] {
        let list: JSONValue
        do { list = try JSONValue(parsing: bytes) } catch {
            throw StorageError(
                .invalidArchive, "manifest.json cannot be read: \(error.message)",
                hint: error.hint ?? "make the archive again", cause: error)
        }
        guard let items = list.arrayValue, !items.isEmpty else {
            throw StorageError(
                .invalidArchive, "manifest.json is no list of images",
                hint: "make the archive again, with `docker save` or `strata save`")
        }
        return try items.map { item in
            guard let configuration = item["Config"]?.stringValue else {
                throw StorageError(
                    .invalidArchive, "manifest.json has an image without a Config",
                    hint: "make the archive again, with `docker save` or `strata save`")
            }
            return DockerManifestItem(
                configuration: configuration,
                layers: (item["Layers"]?.arrayValue ?? []).map { $0.stringValue ?? "" },
                references: (item["RepoTags"]?.arrayValue ?? []).compactMap(\.stringValue).compactMap {
                    try? ImageReference(parsing: $0).withDefaultTag()
                })
        }
    }

    /// Gives the images of an index the names that only `manifest.json` has, if the two say the same.
    ///
    /// - Parameter all: The configurations that the index leads to, for whatever platform.
    /// - Throws: `.invalidArchive` where a name is another image's, or an image is in `manifest.json` alone.
    static func compare(
        _ items: [DockerManifestItem], with images: [LoadableImage], all: Set<Digest>, in archive: ArchiveMembers
    ) throws -> [LoadableImage] {
        var images = images
        for item in items {
            let digest = try configuration(item, in: archive)
            guard all.contains(digest) else {
                throw StorageError(
                    .invalidArchive,
                    "manifest.json names the image \(digest), which index.json does not: they say different things",
                    hint: "make the archive again")
            }
            for reference in item.references {
                let meant = images.first { $0.configuration.digest == digest }
                if let named = images.first(where: { $0.references.contains(reference) }) {
                    guard let meant, meant.configuration.digest != named.configuration.digest,
                        !meant.isOfSameIndex(as: named)
                    else { continue }
                    throw StorageError(
                        .invalidArchive,
                        "\(reference.familiar) is \(digest) in manifest.json and \(named.configuration.digest) in index.json",
                        hint: "make the archive again")
                }
                guard let meant else { continue }
                // The names of an index are with its first image.
                let place = images.firstIndex { $0.isOfSameIndex(as: meant) || $0.configuration.digest == digest }
                if let place { images[place].references.append(reference) }
            }
        }
        return images
    }

    private static func configuration(_ item: DockerManifestItem, in archive: ArchiveMembers) throws -> Digest {
        guard let member = archive[item.configuration] else {
            throw StorageError(
                .invalidArchive,
                "manifest.json names the configuration \(item.configuration), which is not in the archive",
                hint: "the archive is incomplete: make it again")
        }
        return Digest.of(try archive.read(member, item.configuration))
    }
}
