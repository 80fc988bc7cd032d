import LayerArchive
import LinuxSystem
import OCI
import Storage
import Synchronization
import SystemPackage
import TestRandom
import Testing

@Suite("Layers that are put together while their parts come")
struct StreamedPartsTests {
    private let temporary: TemporaryStore
    private var store: Store { temporary.store }

    init() throws { temporary = try TemporaryStore() }

    private func layer(changing changed: Set<Int> = []) throws -> ChunkedLayer {
        var entries = [(LayerEntry(path: Array("d".utf8), kind: .directory, modified: 5), [UInt8]())]
        for number in 0..<60 {
            var generator = SeededGenerator(seed: UInt64(number) + (changed.contains(number) ? 500 : 0))
            let bytes = (0..<2500).flatMap { _ in withUnsafeBytes(of: generator.next()) { Array($0) } }
            let path = Array("d/f\(100 + number)".utf8)
            entries.append((LayerEntry(path: path, kind: .regular(size: Int64(bytes.count)), modified: 5), bytes))
        }
        return try ChunkedLayer(entries, in: temporary.scratch())
    }

    /// A store with the layer before, and the layer after, of which a file at the beginning and one near the end are others.
    private func prepared() async throws -> ChunkedLayer {
        let first = try layer()
        _ = try await store.receive(first.image(), from: first.provider())
        return try layer(changing: [3, 55])
    }

    /// The same bytes; what begins in the second half of the files' part of the blob waits for `gate`.
    private func provider(
        of layer: ChunkedLayer, together: Bool, gate: @escaping @Sendable () async throws -> Void
    ) -> BlobProvider {
        let middle = layer.blob.size / 2
        // The table comes first, and stands behind the files.
        let isTableThere = Mutex(false)
        let wait = { @Sendable (range: Range<Int64>) async throws -> Void in
            let isFile = isTableThere.withLock { isThere in
                defer { isThere = true }
                return isThere
            }
            if isFile, range.lowerBound > middle { try await gate() }
        }
        return BlobProvider(
            part: { _, range, sink in
                try await wait(range)
                try layer.bytes[Int(range.lowerBound)..<Int(range.upperBound)].withUnsafeBytes { try sink($0) }
                return true
            },
            parts: !together
                ? nil
                : { @Sendable _, ranges, sink in
                    for range in ranges {
                        try await wait(range)
                        // In pieces: what is there counts before all of the answer is.
                        try layer.bytes[Int(range.lowerBound)..<Int(range.upperBound)].withUnsafeBytes {
                            try sink(range.lowerBound, $0)
                        }
                    }
                    return 0
                },
            { _, _, _ in Issue.record("the whole blob is asked for") })
    }

    private static func isMade(_ file: String, below work: FilePath) throws -> Bool {
        try DirectoryHandle.open(work).entries().contains { entry in
            let tree = work.appending(String(decoding: entry.name, as: UTF8.self)).appending("upper/d")
            guard let directory = try? DirectoryHandle.open(tree) else { return false }
            return try directory.statusIfPresent(of: Array(file.utf8)) != nil
        }
    }

    @Test("the files at the beginning are there before the parts at the end have come")
    func early() async throws {
        let second = try await prepared()
        let work = temporary.path("work")
        let wasEarly = Mutex(false)
        let layers = try await store.receive(
            second.image(),
            from: provider(of: second, together: false) {
                for _ in 0..<3000 where !wasEarly.withLock({ $0 }) {
                    try await Task.sleep(for: .milliseconds(10))
                    let isMade = try Self.isMade("f103", below: work)
                    wasEarly.withLock { $0 = isMade }
                }
            })
        #expect(wasEarly.withLock { $0 })
        #expect(layers.first?.diffID == second.diffID)
        #expect(try store.check().findings.isEmpty)
    }

    @Test("who is cancelled while a part is waited for ends, and what had come is kept", arguments: [false, true])
    func cancelled(together: Bool) async throws {
        let second = try await prepared()
        let isWaiting = Semaphore()
        let source = provider(of: second, together: together) {
            isWaiting.signal()
            try await Task.sleep(for: .seconds(3600))
        }
        let store = store
        let task = Task { try await store.receive(second.image(), from: source) }
        while !isWaiting.wait(milliseconds: 0) { try await Task.sleep(for: .milliseconds(10)) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try temporary.names(in: "work").isEmpty && temporary.names(in: "partial").count == 1)
        let layers = try await store.receive(second.image(), from: second.provider())
        #expect(layers.first?.diffID == second.diffID && second.fetchedBytes < 60_000)
        #expect(try temporary.names(in: "partial").isEmpty)
    }

    @Test("what breaks while a part is waited for is the error, and nothing else")
    func broken() async throws {
        let second = try await prepared()
        await #expect(throws: ChunkedLayer.Broken.self) {
            try await store.receive(
                second.image(), from: provider(of: second, together: false) { throw ChunkedLayer.Broken() })
        }
        #expect(try temporary.names(in: "work").isEmpty && store.check().findings.isEmpty)
    }

    @Test("tar-split data is read however its lines are written")
    func split() async throws {
        let second = try await prepared().splitOtherwise { text in
            text.split(separator: #"{"type":2,"#, omittingEmptySubsequences: false).joined(separator: #"{ "type" : 2,"#)
        }
        let layers = try await store.receive(second.image(), from: second.provider())
        #expect(layers.first?.diffID == second.diffID && second.fetchedBytes < second.blob.size / 10)
    }

    @Test("a payload that is no base64 is refused", arguments: ["!AAA", "A=AA", "\\u00e9"])
    func badPayload(payload: String) async throws {
        let second = try await prepared().splitOtherwise { text in
            let head = #""payload":""#
            let parts = text.split(separator: head, maxSplits: 1, omittingEmptySubsequences: false)
            return parts.joined(separator: head + payload)
        }
        let error = await #expect(throws: LayerArchiveError.self) {
            try await store.receive(second.image(), from: second.provider())
        }
        #expect(error?.code == .badTable)
    }
}
