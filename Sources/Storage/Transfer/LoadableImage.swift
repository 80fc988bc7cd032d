internal import OCI

/// An index with the documents besides images that it leads to, as far as they are there.
struct LoadableIndex {
    let document: IndexDocument
    let blobs: [[UInt8]]
}

/// An image as an archive or a layout describes it, with its documents verified and its layers still to be unpacked.
struct LoadableImage {
    var manifest: ManifestDocument
    var configuration: ConfigurationDocument
    var references: [ImageReference]
    /// The index that it came with; the names of that are with its first image.
    var index: LoadableIndex?

    /// Makes it, if manifest and configuration agree.
    ///
    /// - Throws: `.invalidArchive`.
    init(manifest: ManifestDocument, configuration: ConfigurationDocument, references: [ImageReference]) throws {
        let layers = manifest.value.layers.count
        let diffIDs = configuration.value.diffIDs.count
        if layers != diffIDs {
            throw StorageError(
                .invalidArchive,
                "the manifest \(manifest.digest) names \(layers) layers, its configuration \(diffIDs) diff-ids",
                hint: "the image is inconsistent: get it again from where it was made")
        }
        self.manifest = manifest
        self.configuration = configuration
        self.references = references
    }

    /// Both are of one image for several platforms.
    func isOfSameIndex(as other: LoadableImage) -> Bool {
        index != nil && index?.document.digest == other.index?.document.digest
    }

    /// Refuses an image that a platform cannot run.
    ///
    /// - Throws: `.wrongPlatform`.
    func require(_ platform: Platform) throws {
        let found = configuration.value.platform
        if platform.runs(found) { return }
        throw StorageError(
            .wrongPlatform, "image \(configuration.digest.short) is for \(found), not for \(platform)",
            hint: "load it with --platform \(found), or get the image for \(platform)")
    }

    /// When each layer was made, as the history tells.
    var layerTimes: [Timestamp] {
        let times = configuration.value.history.filter { !$0.isEmptyLayer }.map { $0.created }
        let fallback = configuration.value.created ?? .epoch
        return (0..<configuration.value.diffIDs.count).map { $0 < times.count ? times[$0] ?? fallback : fallback }
    }
}
