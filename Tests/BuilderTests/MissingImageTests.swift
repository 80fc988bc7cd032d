import BuildGraph
import Builder
import OCI
import Synchronization
import Testing

@Suite("Base images that the store lacks")
struct MissingImageTests {
    @Test("those of all stages that are needed are asked for at the same time, each once")
    func together() async throws {
        let fixture = try BuildFixture()
        let asked = Asked()
        let pull = ImagePull { name, _, _ in
            asked.names.withLock { $0.append(name.familiar) }
            // Ends when the other one has been asked for, or with a count that says that it was not.
            for _ in 0..<2000 where asked.names.withLock({ $0.count }) < 2 {
                try await Task.sleep(for: .milliseconds(5))
            }
            throw UnreadableImage(message: "\(asked.names.withLock { $0.count }) together", hint: nil)
        }
        let error = await errorOf {
            try await fixture.build(
                """
                FROM unused:1 AS unused
                FROM one:1 AS a
                FROM two:1
                COPY --from=a /x /
                COPY --from=one:1 /x /
                """
            ) { $0.imagePull = pull }
        }
        #expect(error?.message.contains("2 together") == true, "\(error.map { "\($0)" } ?? "no error")")
        #expect(asked.names.withLock { $0.sorted() } == ["one:1", "two:1"])
    }
}

/// The names that were asked for.
private final class Asked: Sendable {
    let names = Mutex<[String]>([])
}
