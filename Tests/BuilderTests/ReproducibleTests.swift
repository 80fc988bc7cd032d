import BuildGraph
import Builder
import LinuxSystem
import OCI
import Storage
import SystemPackage
import Testing

@Suite("The same build in another store")
struct ReproducibleTests {
    private static let epoch: Int64 = 1_600_000_000

    /// Builds in an empty store, and gives the digest of the index with the bytes of the archive.
    private static func build(context files: [String: String]) async throws -> (index: Digest, archive: [UInt8]) {
        let fixture = try BuildFixture(files)
        let place = try TemporaryDirectory()
        let archive = place.path.appending("out.tar")
        let output = "type=oci,dest=\(archive),compression=gzip,rewrite-timestamp=true"
        let result = try await fixture.build(
            """
            FROM --platform=$BUILDPLATFORM busybox:test AS tools
            WORKDIR /made
            RUN date > now.txt; rm now.txt; echo text > file; ln file link; mkdir -p deep/er; touch deep/er/x
            COPY a b/ /copied/
            FROM scratch
            ARG TARGETARCH
            COPY --from=tools /made /made
            ADD --chown=7:8 a /$TARGETARCH
            ENV A=b
            """, tag: "x"
        ) {
            $0.platforms = [.host, Platform(os: "linux", architecture: "arm64")]
            $0.sourceDateEpoch = Self.epoch
            $0.provenance = ProvenanceRequest()
            $0.provenance?.mode = .max
            $0.outputs = [try BuildOutput(parsing: output)]
        }
        return (result.manifestDigest, try FileHandle.open(archive).readAll())
    }

    @Test("with SOURCE_DATE_EPOCH has the same index, its attestations and the archive included")
    func twice() async throws {
        let files = ["a": "1", "b/c": "2"]
        let first = try await Self.build(context: files)
        pause(seconds: 1)
        let second = try await Self.build(context: files)
        #expect(first.index == second.index)
        #expect(first.archive == second.archive)
    }

    @Test("no time in configuration, history and layers is later than SOURCE_DATE_EPOCH")
    func times() async throws {
        let fixture = try BuildFixture(["a": "1"])
        let result = try await fixture.build("FROM busybox:test\nRUN echo x > /made\nCOPY a /a\nENV A=b") {
            $0.sourceDateEpoch = Self.epoch
        }
        #expect(result.configuration.created == Timestamp(seconds: Self.epoch))
        let own = result.configuration.history.filter { $0.comment == "buildkit.dockerfile.v0" }
        #expect(own.count == 3)
        #expect(own.allSatisfy { $0.created == Timestamp(seconds: Self.epoch) })
        for path in ["made", "a"] {
            let modified = try #require(try fixture.status(path, in: result)?.modified.seconds)
            #expect(modified <= Self.epoch, "\(path)")
        }
    }

    private func pause(seconds: Int32) { _ = Readiness.wait(for: [], milliseconds: seconds * 1000) }
}
