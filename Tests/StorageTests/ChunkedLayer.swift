import LayerArchive
import LinuxSystem
import OCI
import Storage
import Synchronization
import SystemPackage

/// A layer of zstd:chunked, or another one with a table of contents, as a registry has it, and what is asked of it.
final class ChunkedLayer: Sendable {
    let bytes: [UInt8]
    let blob: Descriptor
    let diffID: Digest
    private let fetched = Mutex<Int64>(0)
    private let refusals = Mutex(0)
    /// How many bytes were asked for.
    var fetchedBytes: Int64 { fetched.withLock { $0 } }

    /// Compresses the tar of entries.
    convenience init(_ entries: [(LayerEntry, [UInt8])], in scratch: FilePath) throws {
        let tar = try Self.tar(of: entries, in: scratch)
        let sink = BytesSink()
        guard let annotations = try ChunkedWriter.write(BytesSource(tar), level: 3, to: sink) else {
            throw StorageError(.invalidArchive, "no table can say what is in it", hint: nil)
        }
        self.init(sink.bytes, annotations, diffID: .of(tar))
    }

    init(
        _ bytes: [UInt8], _ annotations: [String: String], diffID: Digest, mediaType: MediaType = .ociLayerZstd
    ) {
        (self.bytes, self.diffID) = (bytes, diffID)
        blob = Descriptor(
            mediaType: mediaType, digest: .of(bytes), size: Int64(bytes.count), annotations: annotations)
    }

    static func tar(of entries: [(LayerEntry, [UInt8])], in scratch: FilePath) throws -> [UInt8] {
        let name = "tree-" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
        let parent = try DirectoryHandle.open(scratch)
        try parent.makeDirectory(Array(name.utf8))
        let tree = try DirectoryHandle.open(scratch.appending(name))
        let writer = LayerWriter(into: tree, mtimeRule: .all)
        for (entry, content) in entries {
            if case .regular = entry.kind { try writer.add(entry, bytes: content) } else { try writer.add(entry) }
        }
        _ = try writer.finish()
        let tar = BytesSink()
        _ = try LayerCapture(of: tree).capture(to: tar)
        try parent.removeTree(Array(name.utf8))
        return tar.bytes
    }

    /// The image of this layer alone.
    func image() throws -> IncomingImage {
        let configuration = """
            {"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["\(diffID)"]}}
            """
        let document = try ConfigurationDocument(bytes: Array(configuration.utf8))
        let manifest = Manifest(
            configuration: Descriptor(
                mediaType: .ociConfiguration, digest: .of(document.bytes), size: Int64(document.bytes.count)),
            layers: [blob])
        return try IncomingImage(manifest: ManifestDocument(manifest), configuration: document)
    }

    /// The connection broke.
    struct Broken: Error {}

    /// Gives parts of the blob until so many bytes have gone in all, and breaks off then.
    func provider(breakingAfter limit: Int64) -> BlobProvider {
        BlobProvider(
            part: { [self] _, range, sink in
                let count = fetched.withLock { fetched in
                    let count = min(Int64(range.count), max(0, limit - fetched))
                    fetched += count
                    return count
                }
                let start = Int(range.lowerBound)
                try bytes[start..<start + Int(count)].withUnsafeBytes { try sink($0) }
                guard count == range.count else { throw Broken() }
                return true
            }, { _, _, _ in throw Broken() })
    }

    /// Gives the blob, and counts; parts only where `byParts`, several at once where `together` says how many of them, the last ones first. So many
    /// mirrors do, and then the registry: each until what it sent is refused.
    func provider(byParts: Bool = true, together: Int? = nil, mirrors: Int = 0) -> BlobProvider {
        BlobProvider(
            part: { [self] _, range, sink in
                if !byParts { return false }
                fetched.withLock { $0 += Int64(range.count) }
                try bytes[Int(range.lowerBound)..<Int(range.upperBound)].withUnsafeBytes { try sink($0) }
                return true
            },
            parts: together.map { limit in
                { @Sendable [self] _, ranges, sink in
                    for range in ranges.suffix(limit).reversed() {
                        fetched.withLock { $0 += Int64(range.count) }
                        try bytes[Int(range.lowerBound)..<Int(range.upperBound)].withUnsafeBytes {
                            try sink(range.lowerBound, $0)
                        }
                    }
                    return limit > 0 ? 100 : nil
                }
            },
            refuse: { [self] _ in
                refusals.withLock { refusals in
                    refusals += 1
                    return WrongBytes(isOtherLeft: refusals <= mirrors)
                }
            },
            { [self] _, offset, sink in
                fetched.withLock { $0 += Int64(bytes.count) - offset }
                try bytes[Int(offset)...].withUnsafeBytes { try sink($0) }
            })
    }

    /// The same with another table of contents, for which the annotations vouch.
    func forged(_ change: (String) -> String) throws -> ChunkedLayer {
        try replacing("manifest", change: change) { "\($0.offset):\($0.length):\($0.plain):1" }
    }

    /// The same with other tar-split data, for which table and annotations vouch.
    func splitOtherwise(_ change: (String) -> String) throws -> ChunkedLayer {
        let key = "io.github.containers.zstd-chunked.tarsplit-checksum"
        let other = try replacing("tarsplit", change: change) { "\($0.offset):\($0.length):\($0.plain)" }
        let (old, new) = (blob.annotations[key] ?? "none", other.blob.annotations[key] ?? "none")
        return try other.forged { $0.split(separator: old, omittingEmptySubsequences: false).joined(separator: new) }
    }

    private func replacing(
        _ what: String, change: (String) -> String, position: ((offset: Int, length: Int, plain: Int)) -> String
    ) throws -> ChunkedLayer {
        let prefix = "io.github.containers.zstd-chunked."
        let place = (blob.annotations[prefix + "\(what)-position"] ?? "").split(separator: ":").compactMap { Int($0) }
        let plain = BytesSink()
        try DecompressingSource(BytesSource(Array(bytes[place[0]..<place[0] + place[1]]))).copy(to: plain)
        let text = Array(change(String(decoding: plain.bytes, as: UTF8.self)).utf8)
        let packed = BytesSink()
        let sink = try ZstdSink(to: packed)
        try sink.write(text)
        try sink.finish()
        // It goes to the end of the blob, where the skippable frames are; the old one stays, and means nothing any more.
        let size = UInt32(packed.bytes.count)
        let frame = [0x50, 0x2a, 0x4d, 0x18] + (0..<4).map { UInt8(truncatingIfNeeded: size >> (8 * $0)) }
        var annotations = blob.annotations
        annotations["\(prefix)\(what)-position"] = position((bytes.count + 8, packed.bytes.count, text.count))
        annotations["\(prefix)\(what)-checksum"] = Digest.of(packed.bytes).description
        return ChunkedLayer(bytes + frame + packed.bytes, annotations, diffID: diffID)
    }
}
