public import LayerArchive
public import LinuxSystem
public import OCI
public import SystemPackage

/// Images from outside, with the digests that they came with.
extension Store {
    /// Loads the images of an archive: an OCI archive or a docker-archive, compressed or not, seekable or not.
    ///
    /// Manifests and configurations are kept byte for byte, compressed layers keep their blobs. Every digest is
    /// verified, and nothing is visible before all of them are. An image for several platforms is loaded for this one.
    ///
    /// - Parameters:
    ///   - source: The archive, read once from its position.
    ///   - name: The name of the image, in place of what the archive says.
    ///   - limits: Bounds of what an archive may hold.
    /// - Throws: `.invalidArchive`, `.corruptBlob`, `.missingBlob`, `.wrongPlatform`, `.noSpace`; `LayerArchiveError`.
    public func load(
        _ source: FileHandle, name: ImageReference? = nil, limits: ArchiveLimits = .standard
    ) throws -> [Image] {
        let work = try makeWorkDirectory()
        defer { work.remove() }
        let archive = try whileDoing("reading the archive") {
            try ArchiveMembers(of: source, spoolingInto: work, of: self, limits: limits)
        }
        return try load(plan(archive, limits), name)
    }

    /// Loads the images of a directory with an OCI layout.
    ///
    /// - Throws: as `load(_:name:limits:)`.
    public func load(
        layout path: FilePath, name: ImageReference? = nil, limits: ArchiveLimits = .standard
    ) throws -> [Image] {
        try beginSession()
        let index: [UInt8]
        let layout: DirectoryHandle
        do throws(SystemError) {
            layout = try DirectoryHandle.open(path)
            _ = try layout.openFile(Array("oci-layout".utf8))
            index = try layout.openFile(Array("index.json".utf8)).readAll(limit: 64 << 20)
        } catch {
            if !error.isNotFound { throw StorageError(error, doing: "reading the OCI layout \(path)") }
            throw StorageError(
                .invalidArchive, "\(path) is no OCI layout: it needs the files oci-layout and index.json", cause: error)
        }
        let supply = BlobSupply.layout(layout)
        let images = try LayoutReader(supply: supply, platform: .host).images(index: index)
        return try load(LoadPlan(images, supply, limits), name)
    }

    /// Loads the images of a path: the directory of an OCI layout, or an archive.
    ///
    /// - Throws: as `load(_:name:limits:)`.
    public func load(path: FilePath, name: ImageReference? = nil) throws -> [Image] {
        let file = try whileDoing("opening \(path)") { try FileHandle.open(path) }
        let isDirectory = try whileDoing("opening \(path)") { try file.status().kind == .directory }
        return isDirectory ? try load(layout: path, name: name) : try load(file, name: name)
    }

    private func plan(_ archive: ArchiveMembers, _ limits: ArchiveLimits) throws -> LoadPlan {
        if archive["oci-layout"] != nil, let index = archive["index.json"] {
            let supply = BlobSupply.archive(archive)
            let bytes = try archive.read(index, "index.json")
            return LoadPlan(try LayoutReader(supply: supply, platform: .host).images(index: bytes), supply, limits)
        }
        if let manifest = archive["manifest.json"] {
            var reader = DockerArchiveReader(archive)
            let images = try reader.images(manifest: archive.read(manifest, "manifest.json"))
            return LoadPlan(images, .archive(reader.archive), limits)
        }
        throw StorageError(
            .invalidArchive, "the archive holds no image: neither index.json nor manifest.json is in it",
            hint: "a root file system is imported: strata import FILE NAME")
    }

    private func load(_ plan: LoadPlan, _ name: ImageReference?) throws -> [Image] {
        if name != nil, plan.images.count > 1 {
            throw StorageError(
                .ambiguous, "one name was given for \(plan.images.count) images", hint: "leave the name out")
        }
        let unpacker = LayerUnpacker(store: self, supply: plan.supply, limits: plan.limits)
        let complete = try plan.images.map { image in
            var layers: [Layer] = []
            let times = image.layerTimes
            for (index, blob) in image.manifest.value.layers.enumerated() {
                try Cancellation.check()
                let diffID = image.configuration.value.diffIDs[index]
                layers.append(try unpacker.layer(blob, diffID: diffID, created: times[index], above: layers))
            }
            return (image, layers)
        }
        return try complete.map { image, layers in
            try addImage(
                manifest: image.manifest, configuration: image.configuration, layers: layers,
                references: name.map { [$0] } ?? image.references)
        }
    }
}

/// What is about to be loaded, and from where.
private struct LoadPlan {
    let images: [LoadableImage]
    let supply: BlobSupply
    let limits: ArchiveLimits

    init(_ images: [LoadableImage], _ supply: BlobSupply, _ limits: ArchiveLimits) {
        self.images = images
        self.supply = supply
        self.limits = limits
    }
}
