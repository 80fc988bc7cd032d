import LayerArchive
import LinuxSystem
import OCI
import Synchronization
import TestRandom
import Testing

@testable import Storage

@Suite("Parts of a blob that came")
struct FetchedPartsTests {
    private static let size: Int64 = 4000

    private static func parts(in store: Store) throws -> FetchedParts {
        let blob = Descriptor(mediaType: .ociLayerZstd, digest: .of([]), size: size)
        return try FetchedParts(
            blob, in: store.directory,
            by: { _, range, sink in
                try [UInt8](repeating: 1, count: range.count).withUnsafeBytes { try sink($0) }
                return true
            }, { _, _ in })
    }

    @Test("are known by their bytes, in whatever order and pieces they came", arguments: 1...4 as ClosedRange<UInt64>)
    func has(seed: UInt64) async throws {
        let temporary = try TemporaryStore()
        let parts = try Self.parts(in: temporary.store)
        var generator = SeededGenerator(seed: seed)
        var came = [Bool](repeating: false, count: Int(Self.size))
        for _ in 0..<60 {
            let start = Int64.random(in: 0..<Self.size - 100, using: &generator)
            let range = start..<start + Int64.random(in: 1...100, using: &generator)
            try await parts.fetch([range])
            for place in range { came[Int(place)] = true }
        }
        let wrong = (0..<3000).compactMap { _ -> Range<Int64>? in
            let start = Int64.random(in: 0..<Self.size - 60, using: &generator)
            let range = start..<start + Int64.random(in: 1...60, using: &generator)
            return parts.has(range) == range.allSatisfy { came[Int($0)] } ? nil : range
        }
        #expect(wrong.isEmpty, "seed \(seed)")
    }

    @Test("who waits for a part gets it when it comes, and hears when it does not")
    func waiting() async throws {
        let temporary = try TemporaryStore()
        let parts = try Self.parts(in: temporary.store)
        // Nobody is about to load.
        try parts.wait(for: 0..<10)
        parts.beginLoading()
        let isThere = Mutex<Bool?>(nil)
        let done = Semaphore()
        DedicatedThread.start {
            let result = Result { try parts.wait(for: 50..<150) }
            isThere.withLock { $0 = (try? result.get()) != nil }
            done.signal()
        }
        try await parts.fetch([0..<100])
        try await Task.sleep(for: .milliseconds(50))
        #expect(isThere.withLock { $0 } == nil)
        try await parts.fetch([100..<200])
        while !done.wait(milliseconds: 0) { try await Task.sleep(for: .milliseconds(5)) }
        #expect(isThere.withLock { $0 } == true)
        parts.endLoading()
        try parts.wait(for: 0..<200)
        #expect(throws: FetchedParts.NotComing.self) { try parts.wait(for: 150..<250) }
        parts.stop()
        #expect(throws: CancellationError.self) { try parts.wait(for: 0..<200) }
        #expect(throws: CancellationError.self) { try parts.check() }
    }

    @Test("a removal that has begun is waited for, and one that has not is done")
    func removal() async throws {
        for begins in [true, false] {
            let temporary = try TemporaryStore()
            let parts = try Self.parts(in: temporary.store)
            try await parts.fetch([0..<100])
            #expect(try temporary.names(in: "partial").count == 1)
            if begins { parts.beginRemoval() }
            try parts.remove()
            try parts.remove()
            #expect(try temporary.names(in: "partial").isEmpty)
        }
    }
}
