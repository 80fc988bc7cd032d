import Builder
import OCI
import Storage
import Synchronization
import Testing

@Suite("Several --cache-from")
struct CacheSourceTests {
    /// Caches of registries that answer when all of them are asked.
    private final class WaitingCaches: CacheRegistry {
        struct State {
            var asked: [String] = []
            var running: Set<String> = []
            var isMetTwice = false
        }

        let state = Mutex(State())

        func open(_ name: ImageReference, in store: Store) async throws -> ImportedCache? {
            let domain = name.repository.domain
            state.withLock { state in
                state.asked.append(name.familiar)
                if !state.running.insert(domain).inserted { state.isMetTwice = true }
            }
            defer { _ = state.withLock { $0.running.remove(domain) } }
            for _ in 0..<500 where state.withLock({ $0.asked.count < 2 }) {
                try await Task.sleep(for: .milliseconds(10))
            }
            return nil
        }

        func begin(_ name: ImageReference, in store: Store) async throws -> any CacheRegistryExport {
            throw CancellationError()
        }
    }

    @Test("registries are asked at once, and each of them for one cache after the other")
    func atOnce() async throws {
        let caches = WaitingCaches()
        let fixture = try BuildFixture(["a": "1"])
        _ = try await fixture.build("FROM scratch\nCOPY a /\n", tag: "app:1") { request in
            request.cacheRegistry = caches
            request.cacheSources = try ["one.example/a", "one.example/b", "two.example/c"].map {
                try CacheSource(parsing: $0)
            }
        }
        let state = caches.state.withLock { $0 }
        // Whoever is asked second is of the other registry.
        #expect(Set(state.asked.prefix(2)) == ["one.example/a:latest", "two.example/c:latest"], "\(state.asked)")
        #expect(state.asked.count == 3 && !state.isMetTwice)
    }
}
