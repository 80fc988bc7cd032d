import Builder
import Distribution
import LayerArchive
import OCI
import Registry
import Storage
import TestServers
import Testing
import Transport

/// Pulls and pushes between a store and a real registry, by way of a proxy that spoils one kind of answer each time.
@Suite(
    "Transfers from and to a registry with faults",
    .enabled(if: RegistryServer.isInstalled, "docker-registry is not installed"))
struct TransferFaultTests {
    /// What goes wrong, as the proxy is told it, and what is said of that.
    struct Fault: Sendable, CustomTestStringConvertible {
        let line: String
        let codes: Set<RegistryError.Code>
        /// What the error or its cause names, besides the registry.
        var words = ""
        /// How many bytes of the layer the next try asks for at most, where good ones have come.
        var rest: Int64?

        var testDescription: String { line }

        init(_ line: String, _ codes: RegistryError.Code..., saying words: String = "", rest: Int64? = nil) {
            (self.line, self.codes, self.words, self.rest) = (line, Set(codes), words, rest)
        }
    }

    private static let noise = 900_000
    private let server: RegistryServer
    private let maker: BuildFixture

    init() throws {
        server = try RegistryServer()
        maker = try BuildFixture()
    }

    /// A second in which nothing moves is enough for these tests, and three in all.
    private var settings: RegistrySettings {
        var settings = RegistrySettings(environment: [:])
        settings.http.stallSeconds = 1
        settings.retries.firstDelay = .milliseconds(10)
        settings.retries.longestStandstill = .seconds(3)
        return settings
    }

    private func distribution(_ store: Store) -> Distribution { Distribution(store: store, settings: settings) }

    private func name(_ tag: String, at host: String? = nil) throws -> ImageReference {
        try ImageReference(parsing: "\(host ?? server.host)/team/app:\(tag)")
    }

    /// Builds an image with one layer of noise; `more` changes a part of it.
    private func build(_ tag: String, more: String = "true") async throws -> Image {
        // The files are those of an earlier stage, which is not run again: they stay the same where only `more` changes.
        let noise = (1...9).map { "head -c \(Self.noise / 9) /dev/urandom > /d/\($0)" }.joined(separator: "; ")
        let text = """
            FROM busybox:test AS made
            RUN mkdir /d; \(noise)
            RUN \(more)
            FROM scratch
            COPY --from=made /d /d

            """
        let reference = try name(tag)
        _ = try await maker.build(text, tag: "\(reference)")
        return try maker.store.requireImage(named: "\(reference)")
    }

    /// Builds an image and gives it to the registry; its layer's digest there.
    @discardableResult
    private func publish(_ tag: String, as encoding: String, more: String = "true") async throws -> Digest {
        let image = try await build(tag, more: more)
        let form = try #require(try LayerEncoding(named: encoding))
        let stored = try await distribution(maker.store).push(image, as: name(tag), encoding: form)
        let client = RegistryClient(Repository(try name(tag)), settings: settings)
        let manifest = try ManifestDocument(bytes: try await client.manifest(.digest(stored.digest)).bytes).value
        return try #require(manifest.layers.last?.digest)
    }

    private func spoiled(by fault: Fault, layer: Digest? = nil) throws -> FaultProxy {
        try FaultProxy(before: server.port, layer.map { fault.line.replacing("LAYER", with: "\($0)") } ?? fault.line)
    }

    /// Expects one error that fits the fault: a hang would end the whole run.
    private func expect(
        _ fault: Fault, at proxy: FaultProxy, _ body: () async throws -> Void
    ) async throws {
        do {
            try await body()
            Issue.record("it went through")
        } catch let error as RegistryError {
            let said = [error.message, (error.cause as? TransportError)?.message ?? ""].joined(separator: " ")
            #expect(fault.codes.contains(error.code), "\(error.code): \(said)")
            #expect(said.contains(proxy.host), "\(said)")
            #expect(fault.words.isEmpty || said.contains(fault.words), "\(said)")
        }
    }

    /// How many images, layers and blobs a store has, in which there is no fault.
    private func visible(_ store: Store) throws -> [Int] {
        let check = try store.check()
        #expect(check.findings.isEmpty, "\(check.findings)")
        return [check.images, check.layers, check.blobs]
    }

    /// Pulls with a fault into a store, which is as it was afterwards; then without, which completes it.
    private func pullTwice(_ tag: String, layer: Digest, into test: TestStore, _ fault: Fault) async throws {
        let before = try visible(test.store)
        let images = try test.store.images().map(\.manifestDigest)
        do {
            let proxy = try spoiled(by: fault, layer: layer)
            try await expect(fault, at: proxy) {
                _ = try await distribution(test.store).pull(name(tag, at: proxy.host))
            }
        }
        #expect(try visible(test.store) == before)
        #expect(try test.store.images().map(\.manifestDigest) == images)
        #expect(try test.files().filter { $0.hasPrefix("work/") } == [])

        let proxy = try FaultProxy(before: server.port, "")
        let pulled = try await distribution(test.store).pull(name(tag, at: proxy.host))
        #expect(pulled.isNew)
        #expect(try test.store.check().findings.isEmpty)
        #expect(try test.files().filter { $0.hasPrefix("partial/") || $0.hasPrefix("work/") } == [])
        guard let rest = fault.rest else { return }
        let asked = proxy.log().filter { $0.contains("\(layer)") }
        let sizes = asked.map(Self.size)
        #expect(!sizes.isEmpty && sizes.allSatisfy { $0 > 0 } && sizes.reduce(0, +) <= rest, "\(asked)")
    }

    /// How many bytes a request asks for: `GET /v2/… bytes=0-9,20-29`; 0 for all that there are.
    private static func size(_ request: String) -> Int64 {
        guard let ranges = request.split(separator: " bytes=").dropFirst().first else { return 0 }
        return ranges.split(separator: ",").map { range in
            let ends = range.split(separator: " ")[0].split(separator: "-").compactMap { Int64($0) }
            return ends.count == 2 ? ends[1] - ends[0] + 1 : 0
        }.reduce(0, +)
    }

    @Test(
        "a pull ends with one error, leaves the store as it was, and the next one completes it",
        arguments: [
            Fault("99 GET LAYER cut 100000", .noAnswer, saying: "/blobs/sha256:", rest: 320_000),
            Fault("99 GET LAYER hold 100000", .noAnswer, saying: "/blobs/sha256:", rest: 620_000),
            Fault("99 GET LAYER page", .wrongContent, saying: "web page"),
            Fault("99 GET LAYER redirect /v2/team/app/blobs/LAYER", .wrongContent, saying: "without an end"),
            Fault("99 GET LAYER status 401", .unauthorized),
            Fault("99 GET LAYER resize 100", .wrongContent, saying: "the registry has 100 bytes"),
            Fault("99 GET LAYER close 9000000", .wrongContent, saying: "more than"),
            Fault("99 GET LAYER endless", .wrongContent, saying: "more than"),
            Fault("99 GET /manifests/ endless", .tooLarge, saying: "4 MiB"),
            Fault("99 GET /manifests/ endless 4294967296", .tooLarge, saying: "4 MiB"),
            Fault("99 GET /manifests/ redirect /v2/team/app/manifests/1", .wrongContent, saying: "without an end"),
            Fault("99 GET /manifests/ page", .wrongContent, saying: "web page"),
            Fault("99 GET /manifests/ cut 100", .noAnswer, saying: "/manifests/"),
            Fault("99 GET /manifests/ stall", .noAnswer, saying: "/manifests/"),
            Fault("99 GET /manifests/ status 401", .unauthorized),
        ])
    func pull(_ fault: Fault) async throws {
        let layer = try await publish("1", as: "gzip")
        try await pullTwice("1", layer: layer, into: TestStore(), fault)
    }

    @Test("of a layer whose digest is wrong nothing is kept, and the next pull loads all of it")
    func wrongDigest() async throws {
        let layer = try await publish("1", as: "gzip")
        let test = try TestStore()
        let before = try visible(test.store)
        do {
            let proxy = try FaultProxy(before: server.port, "99 GET \(layer) flip 5000")
            let error = await #expect(throws: StorageError.self) {
                _ = try await distribution(test.store).pull(name("1", at: proxy.host))
            }
            #expect(error?.code == .corruptBlob && error?.message.contains("\(layer)") == true)
        }
        #expect(try visible(test.store) == before)
        #expect(try test.files().filter { $0.hasPrefix("partial/") || $0.hasPrefix("work/") } == [])
        _ = try await distribution(test.store).pull(name("1"))
        #expect(try test.store.check().findings.isEmpty)
    }

    @Test(
        "a pull by files ends with one error, leaves the store as it was, and the next one completes it",
        arguments: [
            Fault("99 GET LAYER cut 12000", .noAnswer, saying: "/blobs/sha256:", rest: 40_000),
            Fault("99 GET LAYER hold 12000", .noAnswer, saying: "/blobs/sha256:", rest: 80_000),
            Fault("99 GET LAYER page", .wrongContent, saying: "web page"),
            Fault("99 GET LAYER redirect /v2/team/app/blobs/LAYER", .wrongContent, saying: "without an end"),
            Fault("99 GET LAYER status 401", .unauthorized),
            Fault("99 GET LAYER resize 100", .wrongContent, saying: "the registry has 100 bytes"),
            Fault("99 GET LAYER close 9000000", .wrongContent, saying: "more than"),
        ])
    func pullByFiles(_ fault: Fault) async throws {
        try await publish("1", as: "zstd:chunked")
        let layer = try await publish("2", as: "zstd:chunked", more: "head -c 100000 /dev/urandom > /d/5")
        let test = try TestStore()
        _ = try await distribution(test.store).pull(name("1"))
        try await pullTwice("2", layer: layer, into: test, fault)
    }

    @Test(
        "where parts of a layer are not what was asked for, all of it comes",
        arguments: ["longer 1000", "shorter 100", "whole", "misplaced"])
    func falseParts(action: String) async throws {
        try await publish("1", as: "zstd:chunked")
        let layer = try await publish("2", as: "zstd:chunked", more: "head -c 100000 /dev/urandom > /d/5")
        let test = try TestStore()
        _ = try await distribution(test.store).pull(name("1"))
        let proxy = try FaultProxy(before: server.port, "99 GET \(layer) \(action)")
        let pulled = try await distribution(test.store).pull(name("2", at: proxy.host))
        #expect(pulled.isNew && pulled.spared == nil)
        #expect(try test.store.check().findings.isEmpty)
    }

    @Test(
        "a push ends with one error, leaves the store as it was, and the next one completes it",
        arguments: [
            Fault("99 POST /blobs/uploads/ page", .wrongContent, saying: "uploading to"),
            Fault(
                "99 POST /blobs/uploads/ redirect /v2/team/app/blobs/uploads/", .wrongContent, saying: "without an end"),
            Fault("99 POST /blobs/uploads/ status 401", .unauthorized),
            Fault("99 POST /blobs/uploads/ stall", .noAnswer, saying: "/blobs/uploads/"),
            Fault(
                "99 PATCH /blobs/uploads/ swallow 50000\n99 PUT /blobs/uploads/ swallow 50000", .noAnswer, .unavailable),
            Fault("99 PUT /blobs/uploads/ status 401", .unauthorized),
            Fault("99 PUT /manifests/ status 401", .unauthorized),
            Fault("99 PUT /manifests/ page", .wrongContent, saying: "web page"),
            Fault("99 PUT /manifests/ redirect /v2/team/app/manifests/1", .wrongContent, saying: "without an end"),
            Fault("99 PUT /manifests/ stall", .noAnswer, saying: "/manifests/"),
            Fault("99 HEAD /blobs/ status 401", .unauthorized),
        ])
    func push(_ fault: Fault) async throws {
        let image = try await build("1")
        let before = try visible(maker.store)
        let encoding = try LayerEncoding(.gzip)
        do {
            let proxy = try spoiled(by: fault)
            try await expect(fault, at: proxy) {
                _ = try await distribution(maker.store).push(image, as: name("1", at: proxy.host), encoding: encoding)
            }
        }
        #expect(try visible(maker.store) == before)
        #expect(try maker.test.files().filter { $0.hasPrefix("work/") } == [])
        let client = RegistryClient(Repository(try name("1")), settings: settings)
        #expect(try await client.manifestDigest(.tag("1")) == nil)

        let stored = try await distribution(maker.store).push(image, as: name("1"), encoding: encoding)
        #expect(try await client.manifestDigest(.tag("1"))?.digest == stored.digest)
        let other = try TestStore()
        _ = try await distribution(other.store).pull(name("1"))
        #expect(try other.store.check().findings.isEmpty)
    }

    @Test("a blob that is said to be there and is not ends the push with one error, and no manifest names it")
    func falseYes() async throws {
        let image = try await build("1")
        let proxy = try FaultProxy(before: server.port, "99 HEAD /blobs/ page\n99 PUT /blobs/uploads/ page")
        _ = await #expect(throws: RegistryError.self) {
            _ = try await distribution(maker.store).push(
                image, as: name("1", at: proxy.host), encoding: LayerEncoding(.gzip))
        }
        let client = RegistryClient(Repository(try name("1")), settings: settings)
        #expect(try await client.manifestDigest(.tag("1")) == nil)
    }
}
