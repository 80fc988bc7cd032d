import LayerArchive
import LinuxSystem
import OCI
import Storage
import SystemPackage

/// Puts archives of images together by hand, right ones and wrong ones.
struct ArchiveBuilder {
    /// One member, in the order of the archive.
    enum Member {
        case file(String, [UInt8])
        case entry(LayerEntry)
    }

    var members: [Member] = []
    /// The entries of `index.json`, where the archive has one.
    var index: [Descriptor] = []

    /// A tar of some files.
    static func layer(_ files: [String: String]) throws -> [UInt8] {
        let sink = BytesSink()
        let writer = TarWriter(to: sink)
        for (path, text) in files.sorted(by: { $0.key < $1.key }) {
            try writer.add(
                LayerEntry(path: Array(path.utf8), kind: .regular(size: 0), modified: 1000), bytes: Array(text.utf8))
        }
        try writer.finish()
        return sink.bytes
    }

    /// A configuration for layers with these diff-ids.
    static func configuration(
        _ diffIDs: [Digest], platform: Platform = .host, label: String = ""
    ) -> ConfigurationDocument {
        var configuration = ImageConfiguration(platform: platform)
        configuration.diffIDs = diffIDs
        configuration.config.labels = ["label": label]
        return ConfigurationDocument(configuration)
    }

    mutating func add(_ name: String, _ bytes: [UInt8]) { members.append(.file(name, bytes)) }

    mutating func add(link name: String, _ kind: LayerEntry.Kind) {
        members.append(.entry(LayerEntry(path: Array(name.utf8), kind: kind, permissions: 0o777)))
    }

    /// Adds a blob under its digest, or under another one.
    @discardableResult
    mutating func add(blob bytes: [UInt8], _ type: MediaType, as digest: Digest? = nil) -> Descriptor {
        let digest = digest ?? .of(bytes)
        add("blobs/sha256/\(digest.hex)", bytes)
        return Descriptor(mediaType: type, digest: digest, size: Int64(bytes.count))
    }

    /// Adds an image and its entry in the index.
    @discardableResult
    mutating func add(
        image layers: [[UInt8]], name: String?, platform: Platform = .host, label: String = ""
    ) -> ManifestDocument {
        let configuration = Self.configuration(layers.map { .of($0) }, platform: platform, label: label)
        let manifest = ManifestDocument(
            Manifest(
                configuration: add(blob: configuration.bytes, .ociConfiguration),
                layers: layers.map { add(blob: $0, .ociLayer) }))
        var entry = add(blob: manifest.bytes, .ociManifest)
        entry.platform = platform
        if let name { entry.annotations = [AnnotationKey.containerdImageName: name] }
        index.append(entry)
        return manifest
    }

    /// The archive as bytes; with `index.json` and `oci-layout` where there are entries.
    func bytes() throws -> [UInt8] {
        let sink = BytesSink()
        let writer = TarWriter(to: sink)
        if !index.isEmpty {
            try Self.write("oci-layout", Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8), writer)
            try Self.write("index.json", IndexDocument(ImageIndex(manifests: index)).bytes, writer)
        }
        for member in members {
            switch member {
            case .file(let name, let bytes): try Self.write(name, bytes, writer)
            case .entry(let entry): try writer.add(entry)
            }
        }
        try writer.finish()
        return sink.bytes
    }

    private static func write(_ name: String, _ bytes: [UInt8], _ writer: TarWriter) throws {
        try writer.add(LayerEntry(path: Array(name.utf8), kind: .regular(size: 0)), bytes: bytes)
    }
}

extension TemporaryStore {
    /// Loads an archive that lies in memory.
    func load(_ bytes: [UInt8], limits: ArchiveLimits = .standard, platform: Platform? = nil) throws -> [LoadedImage] {
        let path = try scratch("archive-\(UInt64.random(in: 0...UInt64.max))")
        try FileHandle.open(path, OpenFlags.newFile).write(bytes)
        return try store.load(from: .archive(FileHandle.open(path)), platform: platform, limits: limits)
    }

    /// Whether nothing of a load is left once its session has ended: no image, no layer, no blob, no work, no fault.
    func isEmptyAfterCollection() throws -> Bool {
        try store.endSession()
        _ = try store.collectGarbage()
        return try store.images().isEmpty && names(in: "layers") == ["0"] && names(in: "blobs/sha256").isEmpty
            && names(in: "work").isEmpty && store.check().findings.isEmpty
    }
}
