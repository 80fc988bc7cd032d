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

    @Test("a name that begins the IDs of several images is that of an image elsewhere")
    func nameLikeIDs() async throws {
        let fixture = try BuildFixture()
        var seen: Set<Character> = []
        var name: Character?
        for number in 0..<17 where name == nil {
            let result = try await fixture.build("FROM scratch\nLABEL n=\(number)\n")
            let digit = try #require(result.imageID.hex.first)
            if !seen.insert(digit).inserted { name = digit }
        }
        let asked = Asked()
        let text = try String(#require(name))
        let error = await errorOf {
            try await fixture.build("FROM \(text)\n") {
                $0.imagePull = ImagePull { name, _, _ in
                    asked.names.withLock { $0.append(name.familiar) }
                    throw UnreadableImage(message: "nowhere", hint: nil)
                }
            }
        }
        #expect(asked.names.withLock { $0 } == ["\(text):latest"])
        #expect(error?.message.contains("nowhere") == true, "\(error.map { "\($0)" } ?? "no error")")
    }
}

/// The names that were asked for.
private final class Asked: Sendable {
    let names = Mutex<[String]>([])
}
