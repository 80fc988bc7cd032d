import OCI
import Testing

@testable import BuildGraph

@Suite("The image assembler")
struct ImageAssemblerTests {
    static let text = "FROM busybox\nENV A=1\nRUN one\nLABEL b=c\nCOPY x /\nCMD [\"x\"]"

    static func layer(_ name: String, at seconds: Int64) -> LayerResult {
        LayerResult(diffID: Digest.of(name), size: 2048, created: Timestamp(seconds: seconds))
    }

    static func image(
        _ text: String = text,
        options: (inout BuildOptions) -> Void = { _ in },
        layers: [VertexID: LayerResult] = [1: layer("one", at: 2000), 2: layer("two", at: 3000)]
    ) throws -> AssembledImage {
        let plan = try Planning.plan(text, options: options)
        return try ImageAssembler(plan: plan).assemble(layers: layers, fallbackCreated: Timestamp(seconds: 9))
    }

    @Test("gives entries without a layer the time of the one before")
    func times() throws {
        let configuration = try Self.image().configuration.value
        #expect(configuration.history.map { $0.created?.seconds } == [1000, 1000, 2000, 2000, 3000, 3000])
        #expect(configuration.created?.seconds == 3000)
        #expect(configuration.history.map(\.isEmptyLayer) == [false, true, false, true, false, true])
        #expect(configuration.history.last?.comment == "buildkit.dockerfile.v0")
    }

    @Test("gives no entry of the build a time before that of an entry below, whatever earlier build made the layer")
    func olderLayer() throws {
        let layers: [VertexID: LayerResult] = [1: Self.layer("one", at: 3000), 2: Self.layer("two", at: 500)]
        let configuration = try Self.image(layers: layers).configuration.value
        #expect(configuration.history.map { $0.created?.seconds } == [1000, 1000, 3000, 3000, 3000, 3000])
        #expect(configuration.created?.seconds == 3000)
    }

    @Test("puts SOURCE_DATE_EPOCH in the place of the build's times and leaves the base's alone")
    func epoch() throws {
        let configuration = try Self.image(options: { $0.sourceDateEpoch = Timestamp(seconds: 5) }).configuration.value
        #expect(configuration.history.map { $0.created?.seconds } == [1000, 5, 5, 5, 5, 5])
        #expect(configuration.created?.seconds == 5)
    }

    @Test("lists the base's blobs as they came and its own layers uncompressed")
    func manifest() throws {
        let image = try Self.image()
        let layers = image.manifest.value.layers
        #expect(layers.map(\.digest) == [Digest.of("blob of busybox"), Digest.of("one"), Digest.of("two")])
        #expect(layers.map(\.mediaType) == [.ociLayerGzip, .ociLayer, .ociLayer])
        #expect(layers.map(\.size) == [17, 2048, 2048])
        #expect(
            image.configuration.value.diffIDs == [Digest.of("layer of busybox"), Digest.of("one"), Digest.of("two")]
        )
        #expect(image.manifest.value.configuration.digest == image.configuration.digest)
        #expect(image.manifest.value.configuration.size == Int64(image.configuration.bytes.count))
    }

    @Test("gives the same image for the same layers")
    func reproducible() throws {
        #expect(try Self.image().manifest.digest == Self.image().manifest.digest)
    }

    @Test("uses the time at hand for an image of nothing")
    func scratch() throws {
        let image = try Self.image("FROM scratch\nCMD [\"x\"]", layers: [:])
        #expect(image.configuration.value.created?.seconds == 9)
        #expect(image.configuration.value.history.map { $0.created?.seconds } == [9])
        #expect(image.manifest.value.layers.isEmpty)
        #expect(image.configuration.value.platform == .linux)
    }

    @Test("begins an image above scratch with the time of its first layer")
    func firstLayer() throws {
        let image = try Self.image("FROM scratch\nENV A=1\nCOPY x /", layers: [0: Self.layer("x", at: 50)])
        #expect(image.configuration.value.history.map { $0.created?.seconds } == [50, 50])
    }

    @Test("refuses to leave a layer out")
    func missingLayer() {
        let error = #expect(throws: BuildGraphError.self) { try Self.image(layers: [1: Self.layer("one", at: 1)]) }
        #expect(error?.code == .missingLayer)
        #expect(error?.description == "the image cannot be put together: step 2 gave no layer")
    }
}
