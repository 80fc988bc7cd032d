internal import LayerArchive
internal import LinuxSystem
internal import OCI
internal import Registry
internal import Storage
internal import SystemPackage
internal import Transport

/// Writes a set of cache records to a registry.
struct RegistryCacheExport: CacheRegistryExport {
    let client: RegistryClient
    let name: ImageReference
    let existing: ImportedCache?
    let sets: [CacheSet]
    let wantsCompaction: Bool
    let work: WorkDirectory

    func keep(_ blob: Descriptor, _ write: (FileHandle) async throws -> Void) async throws {
        if try await client.hasBlob(blob.digest) { return }
        let place = work.path.appending("upload-\(blob.digest.hex)")
        let file = try FileHandle.open(place, OpenFlags.newReadableFile)
        // It goes with its descriptor; what is sent twice is begun again from the start.
        try DirectoryHandle.open(work.path).removeFile(Array((place.lastComponent?.string ?? "").utf8))
        try await write(file)
        let body = HTTPRequest.Body(size: blob.size) {
            let source = FileRangeSource(file, offset: 0, count: blob.size)
            return { try source.read(into: $0) }
        }
        try await client.upload(blob, body: body)
    }

    func publish(_ manifest: ManifestDocument) async throws {
        let tag = name.tag ?? ImageReference.defaultTag
        for tag in [CacheSet.tag(tag, manifest.digest), tag] {
            try await client.putManifest(manifest.bytes, mediaType: MediaType.ociManifest.rawValue, as: .tag(tag))
        }
    }

    func isRefusal(_ error: any Error) -> Bool {
        guard let error = error as? RegistryError else { return false }
        // Some say of a manifest that names a blob which they do not have that there is no such thing.
        return [.refused, .notFound].contains(error.code)
    }

    func lostBlobs() async throws -> Set<Digest> {
        let named = Set((existing?.layerBlobs ?? []).map(\.digest))
        let lost = try await named.map(atOnce: 8) { digest -> Digest? in
            try await client.hasBlob(digest) ? nil : digest
        }
        return Set(lost.compactMap { $0 })
    }

    func removeExisting(but published: Digest) async throws {
        for set in sets where set.digest != published {
            do { _ = try await client.delete(manifest: .digest(set.digest)) } catch let error as RegistryError
                where error.code != .noAnswer
            {
                // Many registries let nobody remove anything: the sets stay, and are read once more each time.
                DebugLog.note("cache", "\(name.familiar): the set \(set.digest) stays: \(error.message)")
            }
        }
    }
}
