import LayerArchive
import LinuxSystem
import OCI
import Storage
import Synchronization
import SystemPackage
import Testing

/// Several connections of one process wait for one another as those of several processes do.
@Suite struct ConcurrencyTests {
    /// Runs bodies on threads of their own; the first error.
    private static func together(_ count: Int, _ body: @escaping @Sendable (Int) throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<count {
                group.addTask(executorPreference: BlockingExecutor.shared) { try body(number) }
            }
            try await group.waitForAll()
        }
    }

    @Test("many writers at once: nobody is refused, nothing is lost or kept twice")
    func writers() async throws {
        let temporary = try TemporaryStore()
        let root = temporary.root
        try await Self.together(8) { number in
            let store = try Store.open(root: root)
            for round in 0..<12 {
                let work = try store.makeWorkDirectory()
                let files = ["f": "\(round)"]
                let summary = try TemporaryStore.write(files, into: DirectoryHandle.open(work.upper), modified: 5)
                let layer = try store.commitLayer(work, summary: summary, mtimeRule: .none, created: .epoch).layer
                let record = CacheRecord(
                    key: .of("\(number) \(round)"), kind: "run", step: "RUN \(round)", parts: "{}", layer: layer,
                    created: .epoch, duration: 0)
                try store.addCacheRecord(record)
                var configuration = ImageConfiguration(platform: .host)
                configuration.author = "\(number)"
                _ = try store.addImage(
                    configuration: configuration, layers: [layer],
                    references: [ImageReference(parsing: "x\(number):\(round)")])
            }
        }
        #expect(try temporary.names(in: "layers").count == 1 + 12)
        #expect(try temporary.store.images().count == 96)
        #expect(try temporary.store.cacheRecords().count == 96)
        let index = try IndexDocument(bytes: Array(temporary.text(of: "index.json").utf8))
        #expect(index.value.manifests.count == 96)
        #expect(try temporary.store.check().findings.isEmpty)
    }

    @Test("garbage is collected while others build, and takes nothing of theirs")
    func collecting() async throws {
        let temporary = try TemporaryStore()
        let root = temporary.root
        try await Self.together(4) { number in
            let store = try Store.open(root: root)
            for round in 0..<25 {
                if number == 0 {
                    _ = try store.collectGarbage()
                    continue
                }
                let work = try store.makeWorkDirectory()
                let files = ["f": "\(number) \(round)"]
                let summary = try TemporaryStore.write(files, into: DirectoryHandle.open(work.upper), modified: 5)
                let layer = try store.commitLayer(work, summary: summary, created: .epoch).layer
                let image = try store.addImage(
                    configuration: ImageConfiguration(platform: .host), layers: [layer],
                    references: [ImageReference(parsing: "x\(number)")])
                _ = try store.stack(of: image)
            }
        }
        #expect(try temporary.store.check().findings.isEmpty)
    }

    @Test("what has no name is removed while others make images, and theirs get their names")
    func pruning() async throws {
        let temporary = try TemporaryStore()
        let root = temporary.root
        let working = Mutex(3)
        try await Self.together(4) { number in
            defer { if number > 0 { working.withLock { $0 -= 1 } } }
            let store = try Store.open(root: root)
            if number == 0 {
                while working.withLock({ $0 > 0 }) {
                    for image in try store.images() where image.references.isEmpty {
                        _ = try store.removeImage(named: image.id.description)
                    }
                }
                return
            }
            for round in 0..<25 {
                let work = try store.makeWorkDirectory()
                let files = ["f": "\(number) \(round)"]
                let summary = try TemporaryStore.write(files, into: DirectoryHandle.open(work.upper), modified: 5)
                let layer = try store.commitLayer(work, summary: summary, created: .epoch).layer
                let image = try store.addImage(
                    configuration: ImageConfiguration(platform: .host), layers: [layer],
                    references: [ImageReference(parsing: "x\(number)")])
                #expect(image.references.map(\.familiar) == ["x\(number):latest"])
            }
        }
        #expect(try temporary.store.images().count { !$0.references.isEmpty } == 3)
        #expect(try temporary.store.check().findings.isEmpty)
    }

    @Test("of those who want one step, one has it at a time")
    func stepLock() async throws {
        let temporary = try TemporaryStore()
        let root = temporary.root
        let inside = Mutex(0)
        try await Self.together(6) { _ in
            let store = try Store.open(root: root)
            for _ in 0..<5 {
                let lock = try store.lockStep(.of("step"))
                #expect(
                    inside.withLock {
                        $0 += 1; return $0
                    } == 1)
                inside.withLock { $0 -= 1 }
                lock.release()
            }
        }
        #expect(try temporary.store.lockStepIfFree(.of("step")) != nil)
    }

    @Test("many processes may make the same new store")
    func opening() async throws {
        let temporary = try TemporaryStore()
        let root = try temporary.scratch("deep/new/store")
        try await Self.together(8) { _ in _ = try Store.open(root: root).images() }
        #expect(try Store.open(root: root).check().findings.isEmpty)
    }
}
