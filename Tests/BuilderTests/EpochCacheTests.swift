import Builder
import LinuxSystem
import OCI
import Storage
import Synchronization
import SystemPackage
import Testing

@Suite("Caches of layers whose times are set")
struct EpochCacheTests {
    private static let dockerfile = """
        FROM busybox:test AS one
        RUN mkdir /d; echo made > /d/out; touch -d '2001-02-03 04:05:06' /d/old
        FROM busybox:test
        COPY --from=one /d/out /copied
        RUN cat /copied > /again; rm /copied

        """
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// Exports a build's cache into a directory, and builds the same with it in an empty store.
    private func passOn(
        _ dockerfile: String, _ change: (inout BuildRequest) -> Void = { _ in }
    ) async throws -> (made: BuildResult, target: BuildFixture, found: BuildResult) {
        let place = directory.path.appending("cache")
        let made = try await BuildFixture().build(dockerfile, tag: "app:1") { request in
            change(&request)
            request.cacheTargets = [try CacheTarget(parsing: "type=local,dest=\(place),mode=max")]
        }
        let target = try BuildFixture()
        let found = try await target.build(dockerfile, tag: "app:1") { request in
            change(&request)
            request.cacheSources = [try CacheSource(parsing: "type=local,src=\(place)")]
        }
        return (made, target, found)
    }

    @Test(
        "with SOURCE_DATE_EPOCH before, in and after the build, what a RUN wrote is found in an exported cache",
        arguments: [0, 1_700_000_000, 1_900_000_000])
    func epoch(_ epoch: Int64) async throws {
        let (made, target, found) = try await passOn(Self.dockerfile) { $0.sourceDateEpoch = epoch }
        #expect(found.steps.ran == 0)
        #expect(found.configuration.diffIDs == made.configuration.diffIDs)
        #expect(try target.text("again", in: found) == "made\n")
        #expect(target.failures.withLock { $0 }.isEmpty)
        #expect(try target.store.check().findings.isEmpty)
    }

    @Test("a changed step runs on top of a clamped layer of an exported cache")
    func changed() async throws {
        let place = directory.path.appending("cache")
        _ = try await BuildFixture().build(Self.dockerfile) { request in
            request.sourceDateEpoch = 1_700_000_000
            request.cacheTargets = [try CacheTarget(parsing: "type=local,dest=\(place),mode=max")]
        }
        let target = try BuildFixture()
        let result = try await target.build(Self.dockerfile + "RUN cat /again > /more\n") { request in
            request.sourceDateEpoch = 1_700_000_000
            request.cacheSources = [try CacheSource(parsing: "type=local,src=\(place)")]
        }
        #expect(result.steps.ran == 1)
        #expect(try target.text("more", in: result) == "made\n")
    }

    @Test(
        "a layer with a file from before 1970 or after January 2038 is found in an exported cache",
        arguments: [("1969-12-01", -2_678_400), ("2040-01-01", 2_208_988_800)])
    func unusual(date: String, seconds: Int64) async throws {
        let dockerfile = "FROM busybox:test\nRUN touch -d '\(date) 00:00:00' /f\nRUN stat -c %Y /f > /time\n"
        let (made, target, found) = try await passOn(dockerfile)
        #expect(found.steps.ran == 0)
        #expect(found.configuration.diffIDs == made.configuration.diffIDs)
        #expect(try target.status("f", in: found)?.modified == FileTime(seconds: seconds))
        #expect(try target.text("time", in: found) == "\(seconds)\n")
        #expect(try target.store.check().findings.isEmpty)
    }
}
