internal import LayerArchive
internal import LinuxSystem
internal import OCI

/// What Strata's own compression made of a layer, kept so that the same blob is named again (layer rule 4).
struct EncodedLayer: Hashable, Sendable {
    let digest: Digest
    let size: Int64
    /// What a manifest says of this blob: where in it is what.
    var annotations: [String: String] = [:]
}

/// Compressing layers on their way out.
extension Store {
    /// What this encoding, by this version of the encoder, made of a layer before; `nil` where it never has.
    func encodedLayer(_ layer: Layer, _ encoding: LayerEncoding) throws -> EncodedLayer? {
        if encoding == .uncompressed { return EncodedLayer(digest: layer.diffID, size: layer.tarSize) }
        return try database.read { connection in
            try connection.first(
                "SELECT digest, size, annotations FROM encodings WHERE diff_id = ? AND algorithm = ? AND level = ? AND encoder = ?",
                layer.diffID, encoding.name, encoding.level, encoding.encoder
            ) { row throws(DatabaseError) in
                EncodedLayer(
                    digest: try row.digest(0), size: row.integer(1), annotations: Self.annotations(row.text(2)))
            }
        }
    }

    /// Compresses a layer into a file of a work directory and records what came out.
    ///
    /// - Parameter progress: Called with the number of bytes that the compressor has taken; not for the chunked form.
    func encode(
        _ layer: Layer, _ encoding: LayerEncoding, into work: WorkDirectory,
        progress: @escaping (Int64) -> Void = { _ in }
    ) throws -> StagedBlob {
        let place = Self.encodedName(layer, encoding, in: work)
        let newFile = { [directory] in
            try FileSink(directory.openFile(Array(place.utf8), OpenFlags.newFile, mode: 0o644))
        }
        let made = try encodeAndRecord(layer, encoding, to: newFile(), progress: progress) {
            try directory.removeFile(Array(place.utf8))
            return try newFile()
        }
        return StagedBlob(digest: made.digest, size: made.size, name: place, annotations: made.annotations)
    }

    /// Compresses a layer and records what came out.
    ///
    /// - Parameters: as of ``encode(_:_:to:progress:restart:)``.
    func encodeAndRecord(
        _ layer: Layer, _ encoding: LayerEncoding, to sink: @autoclosure () throws -> any ByteSink,
        progress: @escaping (Int64) -> Void, restart: () throws -> any ByteSink
    ) throws -> EncodedLayer {
        let made = try whileDoing("compressing layer \(layer.diffID)") {
            try encode(layer, encoding, to: sink(), progress: progress, restart: restart)
        }
        try database.write { connection in
            try connection.run(
                "INSERT OR REPLACE INTO encodings VALUES (?, ?, ?, ?, ?, ?, ?)", layer.diffID, encoding.name,
                encoding.level, encoding.encoder, made.digest, made.size,
                JSONValue.object(JSONObject(made.annotations)).compact())
        }
        return made
    }

    /// Where a layer lies that was compressed into a work directory.
    static func encodedName(_ layer: Layer, _ encoding: LayerEncoding, in work: WorkDirectory) -> String {
        "\(work.name)/\(layer.diffID.hex)-\(encoding.name)"
    }

    private static func annotations(_ text: String) -> [String: String] {
        // What is no such object was not written here.
        guard let members = (try? JSONValue(parsing: text))?.objectValue?.members else { return [:] }
        return Dictionary(members.compactMap { member in member.value.stringValue.map { (member.key, $0) } }) { $1 }
    }

    /// Compresses a layer again, into bytes that are known.
    ///
    /// - Throws: `.corruptLayer`, `.corruptBlob`; what was written is worth nothing then.
    func encode(_ layer: Layer, _ encoding: LayerEncoding, as known: Descriptor, to sink: any ByteSink) throws {
        let form = encoding.isChunked && known.annotations[ChunkedFormat.tableDigest] == nil ? encoding.plain : encoding
        let made = try encode(layer, form, to: sink) { BytesSink() }
        if made.digest == known.digest { return }
        try database.write { connection in
            try connection.run("DELETE FROM encodings WHERE digest = ?", known.digest)
        }
        throw StorageError(
            .corruptBlob, "layer \(layer.diffID), compressed again, is not the blob \(known.digest) that it was before",
            hint: "what was recorded is forgotten now: run the command again")
    }

    /// Compresses a layer.
    ///
    /// - Parameters:
    ///   - progress: Called with the number of bytes that the compressor has taken; not for the chunked form.
    ///   - restart: Gives another sink where the first one got what is worth nothing: what the chunked form cannot say.
    func encode(
        _ layer: Layer, _ encoding: LayerEncoding, to sink: any ByteSink,
        progress: @escaping (Int64) -> Void = { _ in }, restart: () throws -> any ByteSink
    ) throws -> EncodedLayer {
        if encoding.isChunked {
            if let made = try encodeChunked(layer, encoding, to: sink) { return made }
            DebugLog.note("store", "layer \(layer.id.name) cannot be zstd:chunked: it becomes plain zstd")
            return try encode(layer, encoding.plain, to: restart()) { BytesSink() }
        }
        let digesting = DigestingSink(sink)
        if let encoder = try encoding.sink(to: digesting) {
            try writeTar(of: layer, to: CountingSink(encoder, progress))
            try encoder.finish()
        } else {
            try writeTar(of: layer, to: CountingSink(digesting, progress))
        }
        let size = digesting.count
        return EncodedLayer(digest: digesting.finalize(), size: size)
    }
}

/// Passes bytes on and tells how many there were.
private final class CountingSink: ByteSink {
    private let next: any ByteSink
    private let progress: (Int64) -> Void
    private var count: Int64 = 0

    init(_ next: any ByteSink, _ progress: @escaping (Int64) -> Void) { (self.next, self.progress) = (next, progress) }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        try next.write(bytes)
        add(bytes.count)
    }

    func fill(_ body: (UnsafeMutableRawBufferPointer) throws -> Int) throws -> Int? {
        let added = try next.fill(body)
        if let added { add(added) }
        return added
    }

    var checks: PartChecks? { next.checks }

    private func add(_ added: Int) {
        count += Int64(added)
        progress(count)
    }
}
