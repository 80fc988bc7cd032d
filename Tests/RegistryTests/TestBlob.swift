import OCI
import Registry
import Synchronization
import Transport

/// Bytes with their descriptor.
struct TestBlob {
    let bytes: [UInt8]
    let descriptor: Descriptor

    init(_ bytes: [UInt8], _ type: MediaType = .ociLayer) {
        self.bytes = bytes
        descriptor = Descriptor(mediaType: type, digest: Digest.of(bytes), size: Int64(bytes.count))
    }

    /// So many bytes that differ from blob to blob.
    init(size: Int) {
        let seed = UInt8.random(in: 0...255)
        self.init((0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ ($0 >> 8)) ^ seed })
    }

    /// An image without a layer, as a manifest of a configuration.
    static func manifest(of configuration: TestBlob) -> TestBlob {
        let text = """
            {"schemaVersion":2,"mediaType":"\(MediaType.ociManifest)","config":{"mediaType":"\(MediaType.ociConfiguration)",\
            "digest":"\(configuration.descriptor.digest)","size":\(configuration.bytes.count)},"layers":[]}
            """
        return TestBlob(Array(text.utf8), .ociManifest)
    }

    /// The configuration of no image in particular.
    static let configuration = TestBlob(
        Array(#"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}"#.utf8),
        .ociConfiguration)
}

extension RegistryClient {
    /// A client of a repository for a test: it waits little.
    convenience init(_ name: String, _ change: (inout RegistrySettings) -> Void = { _ in }) throws {
        var settings = RegistrySettings(environment: ["HOME": "/nonexistent"])
        settings.retries.firstDelay = .milliseconds(10)
        change(&settings)
        self.init(Repository(try ImageReference(parsing: name)), settings: settings)
    }

    /// All bytes of a blob.
    func load(_ descriptor: Descriptor, from offset: Int64 = 0) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        try await blob(descriptor, from: offset) { bytes.append(contentsOf: $0) }
        return bytes
    }

    /// Stores an image without a layer under a tag.
    @discardableResult
    func storeImage(_ tag: String) async throws -> TestBlob {
        try await upload(TestBlob.configuration.descriptor, body: HTTPRequest.Body(TestBlob.configuration.bytes))
        let manifest = TestBlob.manifest(of: .configuration)
        try await putManifest(manifest.bytes, mediaType: manifest.descriptor.mediaType.rawValue, as: .tag(tag))
        return manifest
    }
}
