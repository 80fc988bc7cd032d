internal import LayerArchive
internal import LinuxSystem
public import OCI
internal import Synchronization
public import SystemPackage

/// A cache that was exported elsewhere: its records, and layers that are fetched when they are needed.
///
/// Nothing of it is trusted but what a step is said to give: documents are bounded and have their digests, a layer is kept only
/// when its bytes have the digests of blob, layer and content that the record says.
public final class ImportedCache: Sendable {
    /// The artifact type of an export's manifest.
    public static let artifactType = CacheDocument.artifactType
    /// The media type of its configuration, the list of records.
    public static let listType = CacheDocument.mediaType.rawValue

    /// What it is called in messages.
    public let name: String
    /// Parts of it that cannot be used, a line each; the others can.
    public let leftOut: [String]
    private let records: [Digest: ExportedRecord]
    private let shapes: Set<Digest>
    /// Where the blobs are; `nil` where the layers are in the store.
    private let blobs: (any CacheBlobs)?
    /// Blobs that could not be had: nobody waits for them a second time.
    private let lost = Mutex<Set<Digest>>([])

    private init(
        name: String, records: [ExportedRecord], leftOut: [String] = [], blobs: (any CacheBlobs)?
    ) {
        self.name = name
        self.leftOut = leftOut
        self.records = Dictionary(records.map { ($0.key, $0) }) { first, second in
            first.layer == nil && second.layer != nil ? second : first
        }
        shapes = Set(records.compactMap(\.shape))
        self.blobs = blobs
    }

    /// Reads a list of records, as an export has it for its configuration.
    ///
    /// - Throws: `.invalidArchive`.
    public convenience init(named name: String, list: [UInt8], blobs: any CacheBlobs) throws {
        do {
            let records = try CacheDocument(json: JSONValue(parsing: list), in: name).records
            self.init(name: name, records: records, blobs: blobs)
        } catch let error as OCIError {
            throw CacheDocument.invalid(name, error.message)
        }
    }

    /// Puts caches together: where several know a step, one with a layer counts before one without, and an earlier cache
    /// before a later one.
    ///
    /// - Parameter leftOut: What was found wrong with those that are not among them, a line each.
    public convenience init(
        named name: String, merging caches: [ImportedCache], leftOut: [String] = [], blobs: any CacheBlobs
    ) {
        self.init(name: name, records: caches.flatMap(\.allRecords), leftOut: leftOut, blobs: blobs)
    }

    /// Opens the directory of an export: the one of a digest, or of a tag.
    ///
    /// - Throws: `.missingBlob` where there is none; `.invalidArchive`, `.corruptBlob`.
    public static func open(_ path: FilePath, digest: Digest? = nil, tag: String = "latest") throws -> ImportedCache {
        let layout: DirectoryHandle
        let index: [UInt8]
        do throws(SystemError) {
            layout = try DirectoryHandle.open(path)
            index = try layout.openFile(Array("index.json".utf8)).readAll(limit: ArchiveMembers.documentLimit)
        } catch {
            if !error.isNotFound { throw StorageError(error, doing: "reading the cache in \(path)") }
            throw StorageError(
                .missingBlob, "there is no cache in \(path)",
                hint: "write one first with --cache-to type=local,dest=\(path)", cause: error)
        }
        do {
            let supply = BlobSupply.layout(layout)
            let entries = try ImageIndex(json: JSONValue(parsing: index)).manifests
            guard
                let entry = entries.last(where: { entry in
                    digest.map { entry.digest == $0 } ?? (entry.annotations[AnnotationKey.referenceName] == tag)
                })
            else {
                throw StorageError(
                    .missingBlob,
                    "the cache in \(path) has nothing \(digest.map { "of digest \($0)" } ?? "tagged \(tag)")",
                    hint: "its index.json lists what it has")
            }
            let manifest = try Manifest(json: JSONValue(parsing: supply.document(entry)))
            guard manifest.artifactType == CacheDocument.artifactType,
                manifest.configuration.mediaType == CacheDocument.mediaType
            else { throw CacheDocument.invalid("\(path)", "it is of another kind") }
            let list = try JSONValue(parsing: supply.document(manifest.configuration))
            let document = try CacheDocument(json: list, in: "\(path)")
            return ImportedCache(name: "\(path)", records: document.records, blobs: LayoutBlobs(layout: layout))
        } catch let error as OCIError {
            throw CacheDocument.invalid("\(path)", error.message)
        }
    }

    /// The cache that an image of the store carries; `nil` where it carries none.
    ///
    /// - Throws: `.invalidArchive`, `.missingBlob`, `.corruptBlob`.
    public static func open(_ image: Image, named name: String, in store: Store) throws -> ImportedCache? {
        guard let list = try store.configuration(of: image).value.otherMembers[CacheDocument.imageMember] else {
            return nil
        }
        return ImportedCache(name: name, records: try CacheDocument(json: list, in: name).records, blobs: nil)
    }

    /// The cache that an image elsewhere carries in its configuration, with layers as its manifest has them; `nil` where it
    /// carries none.
    ///
    /// - Throws: `.invalidArchive`.
    public static func open(
        _ configuration: ConfigurationDocument, layers: [Descriptor], named name: String, blobs: any CacheBlobs
    ) throws -> ImportedCache? {
        guard let list = configuration.value.otherMembers[CacheDocument.imageMember] else { return nil }
        let places = Dictionary(zip(configuration.value.diffIDs, layers)) { first, _ in first }
        let records = try CacheDocument(json: list, in: name).records.map { record in
            var record = record
            record.layer = record.layer.map { $0.at(places[$0.diffID] ?? $0.blob) }
            return record
        }
        return ImportedCache(name: name, records: records, blobs: blobs)
    }

    /// Writes the blob of a layer to a file, where it is in this cache; false where it is not.
    ///
    /// - Throws: `.corruptBlob`.
    func copy(_ layer: ExportedLayer, to file: FileHandle) async throws -> Bool {
        guard let blobs else { return false }
        let source: DigestingSource
        if let open = try blobs.open(layer.blob) {
            source = DigestingSource(open)
            _ = try source.copy(to: FileSink(file))
        } else {
            guard try await blobs.fetch(layer.blob, to: file) else { return false }
            source = DigestingSource(FileRangeSource(file, offset: 0, count: .max))
        }
        if try source.finalize() != layer.blob.digest { throw BlobSupply.corrupt(layer.blob.digest) }
        return true
    }

    /// Its records, in no order.
    var allRecords: [ExportedRecord] { Array(records.values) }

    /// The blobs that its records name.
    public var layerBlobs: Set<Descriptor> { Set(records.values.compactMap(\.layer?.blob)) }

    /// How many steps it knows.
    public var count: Int { records.values.count { $0.kind != ExportedRecord.baseKind } }

    /// The record of a key.
    public func record(for key: Digest) -> ExportedRecord? { records[key] }

    /// Whether any record has a shape.
    public func hasRecord(shape: Digest) -> Bool { shapes.contains(shape) }

    /// The layer of a record, fetched now where the store does not have it; `nil` where the cache does not have it either, and where
    /// its blob could not be had before.
    ///
    /// - Throws: `.missingBlob`, `.corruptBlob`; `LayerArchiveError`; `.noSpace`.
    public func layer(of record: ExportedRecord, in store: Store) async throws -> Layer? {
        guard let exported = record.layer else { return nil }
        if let known = try store.layer(diffID: exported.diffID), try store.hasDirectory(known.id) {
            if known.contentDigest == record.contentDigest { return known }
            return try store.recount(known, as: exported, content: record.contentDigest)
        }
        guard let blobs, !lost.withLock({ $0.contains(exported.blob.digest) }) else { return nil }
        do { return try await store.fetch(exported, content: record.contentDigest, from: blobs) } catch {
            lost.withLock { _ = $0.insert(exported.blob.digest) }
            throw error
        }
    }
}

extension Store {
    /// Counts the contents of a layer that came with an image as the build counted them that made it: without the times at which
    /// that was. `nil` where it does not contain what is said.
    fileprivate func recount(_ layer: Layer, as exported: ExportedLayer, content: Digest) throws -> Layer? {
        if layer.dependsOnBase { return nil }
        let rule = MTimeRule(record: exported.mtimeRule)
        let found = try whileDoing("reading layer \(layer.id.name)") {
            var capture = capture(layer, in: try directory.openDirectory(Array("layers/\(layer.id.name)".utf8)))
            capture.mtimeRule = rule
            return try capture.capture()
        }
        guard found.diffID == layer.diffID, found.contentDigest == content else { return nil }
        return try database.write { connection in
            // That archiving the directory gives the layer's digest makes it canonical, if it was not seen to be when it came.
            try connection.run(
                "UPDATE layers SET content_digest = ?, mtime_rule = ?, is_canonical = 1 WHERE id = ?", content,
                rule.record, layer.id.rawValue)
            return try Self.layer(connection, id: layer.id)
        }
    }

    /// Unpacks a layer of an exported cache, which must be one that Strata made, whole in itself, of a certain content.
    fileprivate func fetch(
        _ exported: ExportedLayer, content: Digest, from blobs: any CacheBlobs
    ) async throws -> Layer? {
        let work = try makeWorkDirectory()
        let source: DigestingSource
        if let open = try blobs.open(exported.blob) {
            source = DigestingSource(open)
        } else {
            let place = Array("\(work.name)/blob".utf8)
            let file = try directory.openFile(place, OpenFlags.newReadableFile, mode: 0o600)
            do { guard try await blobs.fetch(exported.blob, to: file) else { return nil } } catch let error
                as SystemError
            {
                throw StorageError(error, doing: "fetching the blob \(exported.blob.digest) of a cache")
            }
            source = DigestingSource(FileRangeSource(file, offset: 0, count: .max))
        }
        var applier = LayerApplier(into: try DirectoryHandle.open(work.upper))
        let rule = MTimeRule(record: exported.mtimeRule)
        applier.mtimeRule = rule
        let applied = try whileDoing("unpacking the layer \(exported.blob.digest)") {
            try applier.apply(DecompressingSource(source))
        }
        // The rest of a compressed blob belongs to its digest, too.
        _ = try whileDoing("reading the blob \(exported.blob.digest)") { try source.copy(to: NullSink()) }
        guard try source.finalize() == exported.blob.digest else { throw BlobSupply.corrupt(exported.blob.digest) }
        try BlobSupply.checkSize(source.count, of: exported.blob)
        guard applied.summary.diffID == exported.diffID, let summary = try canonical(applied, rule, in: work),
            summary.contentDigest == content
        else {
            throw StorageError(
                .corruptBlob, "the cached layer \(exported.diffID) is not what its record says",
                hint: "export the cache again with --cache-to")
        }
        let new = NewLayer(summary: summary, mtimeRule: rule, created: exported.created, cutOff: false)
        return try commit(new, from: work).layer
    }

    /// The layer that was unpacked, where archiving the directory gives the archive that came; `nil` where it does not.
    ///
    /// An archive with times before 1970 or after January 2038 may be one that Strata made, and not every file system keeps these:
    /// the directory tells.
    private func canonical(
        _ applied: AppliedLayer, _ rule: MTimeRule, in work: WorkDirectory
    ) throws -> LayerSummary? {
        if applied.isCanonical { return applied.summary }
        if applied.dependsOnBase { return nil }
        let found = try whileDoing("reading a layer of a cache") {
            var capture = LayerCapture(of: try DirectoryHandle.open(work.upper))
            capture.mtimeRule = rule
            if let root = applied.summary.rootMetadata { capture.root = .entry(root) }
            return try capture.capture()
        }
        return found.diffID == applied.summary.diffID ? found : nil
    }
}

/// The blobs of the directory of an OCI layout.
private struct LayoutBlobs: CacheBlobs {
    let layout: DirectoryHandle

    /// A blob, read where it lies.
    func open(_ blob: Descriptor) throws -> (any ByteSource)? {
        let supply = BlobSupply.layout(layout)
        return supply.has(blob.digest) ? try supply.open(blob.digest) : nil
    }

    /// What does not lie there is nowhere.
    func fetch(_ blob: Descriptor, to file: FileHandle) async throws -> Bool { false }
}

/// Takes everything and keeps nothing.
private final class NullSink: ByteSink {
    func write(_ bytes: UnsafeRawBufferPointer) {}
}
