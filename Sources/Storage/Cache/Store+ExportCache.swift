public import LayerArchive
internal import LinuxSystem
public import OCI
public import SystemPackage

/// Writing a part of the cache for other machines.
extension Store {
    /// The records of some keys, and those of the same steps under other keys.
    public func cacheRecords(for keys: Set<Digest>) throws -> [CacheRecord] {
        try database.read { connection in
            var found: [Digest: CacheRecord] = [:]
            for key in keys {
                let own = try connection.first(CacheRecord.source + " WHERE key = ?", key) {
                    row throws(DatabaseError) in try CacheRecord(row: row)
                }
                guard let own else { continue }
                found[key] = own
                guard let layer = own.layer, let below = own.below else { continue }
                let same = try connection.query(
                    CacheRecord.source + " WHERE cache_records.layer = ? AND below = ?", layer.id.rawValue, below
                ) { row throws(DatabaseError) in try CacheRecord(row: row) }
                for record in same { found[record.key] = record }
            }
            return found.values.sorted { $0.key.hex < $1.key.hex }
        }
    }

    /// What an image carries of its own cache: the records of its layers, which it has itself.
    public static func imageCache(
        _ records: [CacheRecord], bases: [ExportedRecord] = []
    ) -> (member: String, value: JSONValue) {
        let exported = records.compactMap { record -> ExportedRecord? in
            guard let layer = record.layer, layer.isCanonical else { return nil }
            return ExportedRecord(
                record, contentDigest: layer.contentDigest,
                layer: ExportedLayer(
                    diffID: layer.diffID, created: layer.created, mtimeRule: layer.mtimeRule.record,
                    blob: layer.descriptor))
        }
        return (CacheDocument.imageMember, CacheDocument(exported + bases).json)
    }

    /// Writes records with their layers into the directory of an OCI layout, and removes what nothing in it names any more.
    ///
    /// What the directory has already is not written again. Readers see the old index or the new one; an export that ends in
    /// the middle leaves the old one. As ``exportCache(_:carrying:of:layers:to:)`` else; the directory's own cache is carried.
    ///
    /// - Throws: `.conflict` where the directory holds something else; `.noSpace`, `.corruptLayer`.
    public func exportCache(
        _ records: [CacheRecord], carrying keys: Set<Digest> = [], of carried: [ImportedCache] = [],
        bases: [ExportedRecord] = [], layers encoding: LayerEncoding, tag: String = "latest", toLayout path: FilePath
    ) async throws -> Digest {
        do {
            let layout = try CacheLayout(at: path, tag: tag)
            // A directory without a cache of ours has nothing to take over.
            let caches = carried + [try? ImportedCache.open(path, tag: tag)].compactMap { $0 }
            return try await exportCache(
                records, carrying: keys, of: caches, bases: bases, layers: encoding, to: layout)
        } catch let error as SystemError {
            throw StorageError(error, doing: "exporting the cache to \(path)")
        }
    }

    /// Writes records with their layers to a destination, and a manifest that names them; gives its digest.
    ///
    /// Where the store has no layer of a record of `keys`, one that the caches in `carried` have is taken over. A record whose
    /// layer nobody has is written without. `bases` tell what base images contain. The newest records of caches to be merged, which the destination has with their
    /// layers, are added; without their layers where the blobs of these are `lost`.
    ///
    /// - Throws: `.noSpace`, `.corruptLayer`; what the destination throws.
    public func exportCache(
        _ records: [CacheRecord], carrying keys: Set<Digest>, of carried: [ImportedCache],
        merging others: [ImportedCache] = [], without lost: Set<Digest> = [], bases: [ExportedRecord] = [],
        layers encoding: LayerEncoding, to destination: any CacheDestination
    ) async throws -> Digest {
        let work = try makeWorkDirectory()
        defer { work.remove() }
        var layers: [LayerID: ExportedLayer] = [:]
        var exported: [ExportedRecord] = []
        for record in records {
            guard let content = record.contentDigest else { continue }
            if let layer = record.layer, layer.isCanonical, layers[layer.id] == nil {
                try Cancellation.check()
                layers[layer.id] = ExportedLayer(
                    diffID: layer.diffID, created: layer.created, mtimeRule: layer.mtimeRule.record,
                    blob: try await write(layer, encoding, to: destination, by: work))
            }
            exported.append(
                ExportedRecord(record, contentDigest: content, layer: record.layer.flatMap { layers[$0.id] }))
        }
        let whole = Set(exported.filter { $0.layer != nil }.map(\.key))
        for key in keys.union(exported.map(\.key)).subtracting(whole) {
            guard let taken = try await carry(key, from: carried, to: destination) else { continue }
            exported.removeAll { $0.key == key }
            exported.append(taken)
        }
        for base in bases where !exported.contains(where: { $0.key == base.key }) { exported.append(base) }
        let known = Set(exported.map(\.key))
        let rest = others.flatMap(\.allRecords).filter { !known.contains($0.key) }.sorted {
            ($0.kind == ExportedRecord.baseKind ? 1 : 0, $0.created) > (
                $1.kind == ExportedRecord.baseKind ? 1 : 0, $1.created
            )
        }
        exported += rest.prefix(max(0, Self.recordLimit - exported.count)).map { record in
            guard let layer = record.layer, lost.contains(layer.blob.digest) else { return record }
            var record = record
            record.layer = nil
            return record
        }
        return try await publish(exported, to: destination)
    }

    /// So many records are kept where several exports become one.
    private static var recordLimit: Int { 10_000 }

    /// Writes the list of records and the manifest.
    func publish(_ exported: [ExportedRecord], to destination: any CacheDestination) async throws -> Digest {
        let list = CacheDocument(exported).json.compactBytes
        let configuration = Descriptor(
            mediaType: CacheDocument.mediaType, digest: Digest.of(list), size: Int64(list.count))
        try await destination.keep(configuration) { try $0.write(list) }
        let blobs = Set(exported.compactMap(\.layer?.blob)).sorted { $0.digest.hex < $1.digest.hex }
        var manifest = Manifest(configuration: configuration, layers: blobs)
        manifest.artifactType = CacheDocument.artifactType
        let document = ManifestDocument(manifest)
        try await destination.publish(document)
        return document.digest
    }

    /// Takes a record over from another export, with its layer where that can be had.
    private func carry(
        _ key: Digest, from caches: [ImportedCache], to destination: any CacheDestination
    ) async throws -> ExportedRecord? {
        let found = caches.compactMap { cache in cache.record(for: key).map { (cache, $0) } }
        for (cache, record) in found {
            guard let layer = record.layer else { continue }
            do {
                try await destination.keep(layer.blob) { file in
                    if try await !cache.copy(layer, to: file) { throw BlobSupply.missing(layer.blob.digest) }
                }
                return record
            } catch let error as StorageError where [.missingBlob, .corruptBlob].contains(error.code) {
                DebugLog.note("cache", "\(cache.name): \(error.message)")
            }
        }
        return nil
    }

    /// Writes a layer's blob where the destination does not have it.
    private func write(
        _ layer: Layer, _ encoding: LayerEncoding, to destination: any CacheDestination, by work: WorkDirectory
    ) async throws -> Descriptor {
        let known =
            try encodedLayer(layer, encoding)
            ?? {
                let made = try encode(layer, encoding, into: work)
                return EncodedLayer(digest: made.digest, size: made.size, annotations: made.annotations)
            }()
        let blob = Descriptor(
            mediaType: encoding.compression.ociMediaType, digest: known.digest, size: known.size,
            annotations: known.annotations)
        let staged = Self.encodedName(layer, encoding, in: work)
        try await destination.keep(blob) { file in
            if try directory.statusIfPresent(of: Array(staged.utf8)) == nil {
                return try encode(layer, encoding, as: blob, to: FileSink(file))
            }
            _ = try FileSource(directory.openFile(Array(staged.utf8))).copyHashing(to: FileSink(file))
        }
        return blob
    }
}
