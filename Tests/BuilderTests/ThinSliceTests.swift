import Builder
import OCI
import Storage
import Synchronization
import SystemPackage
import Testing

@Suite("A build from end to end")
struct ThinSliceTests {
    @Test("FROM, RUN and COPY give an image; building again finds every step in the cache")
    func buildsAndCaches() async throws {
        let test = try TestStore()
        let context = try TemporaryDirectory()
        try context.write(
            "Dockerfile", "FROM busybox:test\nRUN echo hello > /greeting\nCOPY a.txt /data/\nCMD [\"sh\"]\n")
        try context.write("a.txt", "content of a\n")
        var request = BuildRequest(
            context: .directory(context.path), dockerfile: .file(context.path.appending("Dockerfile")))
        request.tags = [try ImageReference(parsing: "result")]
        let events = Mutex<[String]>([])
        let first = try await test.builder.build(request) { event in events.withLock { $0.append("\(event)") } }
        #expect(first.steps == (2, 0))
        #expect(first.configuration.diffIDs.count == 3)
        let second = try await test.builder.build(request)
        #expect(second.steps == (0, 2))
        #expect(second.imageID == first.imageID)
        #expect(try test.store.image(named: "result")?.id == first.imageID)
    }
}
