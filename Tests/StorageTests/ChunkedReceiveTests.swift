import LayerArchive
import LinuxSystem
import OCI
import Storage
import SystemPackage
import TestRandom
import Testing

@Suite("Layers that come by files")
struct ChunkedReceiveTests {
    private let temporary: TemporaryStore
    private var store: Store { temporary.store }

    init() throws { temporary = try TemporaryStore() }

    private static func noise(_ count: Int, _ generator: inout SeededGenerator) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 8)
        while bytes.count < count { withUnsafeBytes(of: generator.next()) { bytes.append(contentsOf: $0) } }
        return Array(bytes.prefix(count))
    }

    private static func file(_ path: String, _ bytes: [UInt8], modified: Int64 = 5) -> (LayerEntry, [UInt8]) {
        (LayerEntry(path: Array(path.utf8), kind: .regular(size: Int64(bytes.count)), modified: modified), bytes)
    }

    /// Sixty files of noise; those that are named have other bytes.
    private static func tree(changing changed: Set<Int> = [], seed: UInt64 = 1) -> [(LayerEntry, [UInt8])] {
        var entries = [(LayerEntry(path: Array("d".utf8), kind: .directory, modified: 5), [UInt8]())]
        for number in 0..<60 {
            var generator = SeededGenerator(seed: seed * 1000 + UInt64(number) + (changed.contains(number) ? 500 : 0))
            entries.append(file("d/f\(100 + number)", noise(20_000, &generator)))
        }
        return entries
    }

    private func layer(_ entries: [(LayerEntry, [UInt8])]) throws -> ChunkedLayer {
        try ChunkedLayer(entries, in: temporary.scratch())
    }

    @discardableResult
    private func receive(_ layer: ChunkedLayer, byParts: Bool = true, in other: Store? = nil) async throws -> Layer {
        let layers = try await (other ?? store).receive(layer.image(), from: layer.provider(byParts: byParts))
        return try #require(layers.first)
    }

    @Test("of an update only the changed files are loaded, and the layer is the one that a whole load makes")
    func update() async throws {
        let (first, second) = (try layer(Self.tree()), try layer(Self.tree(changing: [7, 31])))
        try await receive(first)
        #expect(first.fetchedBytes == first.blob.size)
        let made = try await receive(second)
        #expect(second.fetchedBytes < second.blob.size / 10)
        let other = try TemporaryStore()
        let whole = try await receive(second, in: other.store)
        #expect(made.diffID == whole.diffID && made.contentDigest == whole.contentDigest)
        #expect(made.isCanonical == whole.isCanonical && made.descriptor == whole.descriptor)
        #expect(try temporary.names(in: "work").isEmpty)
    }

    /// Many files of some hundred bytes; every tenth has other bytes with `changed`.
    private static func small(_ count: Int, changed: Bool = false) -> [(LayerEntry, [UInt8])] {
        (0..<count).map { number in
            var generator = SeededGenerator(seed: UInt64(number) + (changed && number % 10 == 3 ? 1 << 40 : 0))
            return file("f\(10_000 + number)", noise(900, &generator))
        }
    }

    @Test(
        "changed files that are spread over a layer come by few requests; where these give less, what is missing comes alone",
        arguments: [1000, 3, 0])
    func scattered(together: Int) async throws {
        let (first, second) = (try layer(Self.small(3000)), try layer(Self.small(3000, changed: true)))
        _ = try await store.receive(first.image(), from: first.provider())
        let layers = try await store.receive(second.image(), from: second.provider(together: together))
        #expect(layers.count == 1)
        if together == 1000 {
            // A tenth of the files, and the table.
            #expect(second.fetchedBytes < second.blob.size / 4, "\(second.fetchedBytes) of \(second.blob.size)")
        }
        #expect(try store.check().findings.isEmpty && temporary.names(in: "work").isEmpty)
    }

    @Test("a store that has nothing of a layer, and a source without parts, load it whole")
    func whole() async throws {
        let (first, second) = (try layer(Self.tree()), try layer(Self.tree(changing: [7])))
        let unrelated = try layer(Self.tree(seed: 9))
        try await receive(unrelated)
        try await receive(first)
        #expect(first.fetchedBytes >= first.blob.size)
        try await receive(second, byParts: false)
        #expect(second.fetchedBytes == second.blob.size)
        #expect(try store.check().findings.isEmpty)
    }

    @Test("whatever changes, the tree is the same as that of a whole load", arguments: 1...8 as ClosedRange<UInt64>)
    func property(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let before = Self.tree(seed: seed)
        var after: [(LayerEntry, [UInt8])] = []
        for (entry, bytes) in before {
            var entry = entry
            switch Int.random(in: 0...9, using: &generator) {
            case 0 where entry.kind != .directory: continue
            case 1: entry.permissions = 0o4711
            case 2: (entry.userID, entry.groupID) = (7, 4_000_000)
            case 3 where entry.kind != .directory:
                let other = Self.noise(Int.random(in: 0...9000, using: &generator), &generator)
                entry.kind = .regular(size: Int64(other.count))
                after.append((entry, other))
                continue
            case 4 where entry.kind != .directory:
                entry.kind = .symbolicLink(target: Array("../x".utf8))
                entry.permissions = 0o777
                after.append((entry, []))
                continue
            case 5 where entry.kind != .directory:
                after.append((.whiteout(entry.path), []))
                continue
            case 6: entry.attributes = [ExtendedAttribute(name: "user.x", value: [1, 2, 255])]
            default: break
            }
            after.append((entry, bytes))
        }
        let (first, second) = (try layer(before), try layer(after))
        try await receive(first)
        let made = try await receive(second)
        #expect(second.fetchedBytes < second.blob.size, "seed \(seed)")
        let other = try TemporaryStore()
        let whole = try await receive(second, in: other.store)
        #expect(made.contentDigest == whole.contentDigest && made.root == whole.root, "seed \(seed)")
        #expect(made.entryCount == whole.entryCount && made.byteSize == whole.byteSize)
        #expect(try store.check().findings.filter { $0.code != .missingBlob }.isEmpty)
    }

    /// Receives a layer until its download breaks off in the middle of a changed file, after so many bytes.
    private func interrupt(_ layer: ChunkedLayer) async throws -> Int64 {
        let limit = layer.blob.size / 50 + 15_000
        await #expect(throws: ChunkedLayer.Broken.self) {
            try await store.receive(layer.image(), from: layer.provider(breakingAfter: limit))
        }
        #expect(layer.fetchedBytes == limit)
        return limit
    }

    @Test("what had come of an update when the download broke off is not loaded again")
    func interrupted() async throws {
        let change = Set([7, 31, 50])
        try await receive(try layer(Self.tree()))
        let whole = try TemporaryStore()
        let direct = try layer(Self.tree(changing: change))
        try await receive(try layer(Self.tree()), in: whole.store)
        try await receive(direct, in: whole.store)
        let second = try layer(Self.tree(changing: change))
        _ = try await interrupt(second)
        let made = try await receive(second)
        #expect(second.fetchedBytes == direct.fetchedBytes)
        #expect(made.diffID == second.diffID)
        #expect(try temporary.names(in: "partial").isEmpty)
    }

    @Test("what interrupted downloads left stays where garbage is collected, and goes where that is asked for")
    func removed() async throws {
        try await receive(try layer(Self.tree()))
        let second = try layer(Self.tree(changing: [7, 31, 50]))
        _ = try await interrupt(second)
        _ = try store.collectGarbage()
        #expect(try temporary.names(in: "partial").count == 1)
        try store.removeInterruptedDownloads()
        #expect(try temporary.names(in: "partial").isEmpty)
        #expect(try await receive(second).diffID == second.diffID)
    }

    @Test("parts that an interrupted download left, and that are damaged since, come again")
    func damagedParts() async throws {
        try await receive(try layer(Self.tree()))
        let second = try layer(Self.tree(changing: [7, 31, 50]))
        let count = try await interrupt(second)
        let left = try #require(try temporary.names(in: "partial").first)
        let file = try DirectoryHandle.open(temporary.path("partial")).openFile(Array(left.utf8), OpenFlags.writing)
        try [UInt8](repeating: 0, count: Int(second.blob.size)).withUnsafeBytes { try file.write($0, at: 0) }
        let made = try await receive(second)
        #expect(made.diffID == second.diffID && second.fetchedBytes < count + second.blob.size / 5)
        #expect(try temporary.names(in: "partial").isEmpty)
    }

    @Test("a file here that has changed on disk does not get into the layer: the blob is loaded whole")
    func changedHere() async throws {
        let (first, second, third) = (
            try layer(Self.tree()), try layer(Self.tree(changing: [7])), try layer(Self.tree(changing: [7, 8]))
        )
        let kept = try await receive(first)
        // Now the digests of its files are remembered.
        try await receive(second)
        for id in [kept.id, LayerID(rawValue: kept.id.rawValue + 1)] {
            try DirectoryHandle.open(temporary.path("layers/\(id.name)/d")).openFile(
                Array("f120".utf8), OpenFlags.writing
            ).write([1, 2, 3])
        }
        let made = try await receive(third)
        #expect(third.fetchedBytes >= third.blob.size)
        let place = try DirectoryHandle.open(temporary.path("layers/\(made.id.name)"))
        #expect(try LayerCapture(of: place).capture().diffID == third.diffID)
    }

    @Test("a layer whose files are all known is not walked once more")
    func knownWhole() async throws {
        var generator = SeededGenerator(seed: 77)
        let added = Self.file("d/added", Self.noise(20_000, &generator))
        try await receive(try layer(Self.tree()))
        let made = try await receive(try layer(Self.tree(changing: [7])))
        // What a walk would find.
        try DirectoryHandle.open(temporary.path("layers/\(made.id.name)/d"))
            .openFile(Array("added".utf8), OpenFlags.newFile, mode: 0o644).write(added.1)
        let third = try layer([Self.tree()[0], added] + Self.tree(changing: [7]).dropFirst())
        try await receive(third)
        #expect(third.fetchedBytes > 20_000 && third.fetchedBytes < third.blob.size / 10)
    }

    @Test("a table that disagrees with the tar, or cannot be, is refused, and nothing is kept", arguments: Forgery.all)
    func forged(forgery: Forgery) async throws {
        let second = try layer(Self.tree(changing: [7])).forged(forgery.change)
        try await receive(try layer(Self.tree()))
        let before = try temporary.names(in: "layers")
        await #expect(throws: LayerArchiveError.self) { try await receive(second) }
        do { try await receive(second) } catch let error as LayerArchiveError { #expect(error.code == .badTable) }
        #expect(try temporary.names(in: "layers") == before && temporary.names(in: "work").isEmpty)
    }

    @Test(
        "a table that disagrees with the tar is refused though each of several mirrors gives it", arguments: [0, 1, 3])
    func forgedEverywhere(mirrors: Int) async throws {
        let forgery = try #require(Forgery.all.first)
        let second = try layer(Self.tree(changing: [7])).forged(forgery.change)
        try await receive(try layer(Self.tree()))
        let before = try temporary.names(in: "layers")
        let error = await #expect(throws: LayerArchiveError.self) {
            _ = try await store.receive(second.image(), from: second.provider(mirrors: mirrors))
        }
        #expect(error?.code == .badTable)
        #expect(try temporary.names(in: "layers") == before && temporary.names(in: "work").isEmpty)
    }

    @Test("a table whose bytes are not those that the manifest names is refused")
    func damagedTable() async throws {
        try await receive(try layer(Self.tree()))
        let second = try layer(Self.tree(changing: [7]))
        var annotations = second.blob.annotations
        annotations["io.github.containers.zstd-chunked.manifest-checksum"] = Digest.of([1]).description
        let other = ChunkedLayer(second.bytes, annotations, diffID: second.diffID)
        do {
            try await receive(other)
            Issue.record("it is taken")
        } catch let error as LayerArchiveError { #expect(error.code == .badTable) }
    }

    @Test("a tar that is not that of the configuration is refused")
    func otherDiffID() async throws {
        try await receive(try layer(Self.tree()))
        let second = try layer(Self.tree(changing: [7]))
        let other = ChunkedLayer(second.bytes, second.blob.annotations, diffID: .of([1]))
        do {
            try await receive(other)
            Issue.record("it is taken")
        } catch let error as StorageError { #expect(error.code == .corruptBlob) }
    }

    @Test("positions that cannot be are no table: the blob is loaded whole")
    func impossiblePositions() async throws {
        try await receive(try layer(Self.tree()))
        let second = try layer(Self.tree(changing: [7]))
        let key = "io.github.containers.zstd-chunked.manifest-position"
        let split = "io.github.containers.zstd-chunked.tarsplit-position"
        let far = second.blob.annotations.merging([split: "1:5:5"]) { $1 }
        #expect(ChunkedLayout(second.blob) != nil)
        #expect(
            ChunkedLayout(
                Descriptor(
                    mediaType: .ociLayerZstd, digest: second.blob.digest, size: second.blob.size, annotations: far))
                != nil)
        #expect(
            ChunkedLayout(
                Descriptor(
                    mediaType: .ociLayerZstd, digest: second.blob.digest, size: 1 << 40,
                    annotations: far.merging([key: "500000000000:5:5:1"]) { $1 })) == nil, "all between would come")
        for position in [
            "", "1:2:3", "0:5:5:1", "-1:5:5:1", "9999999999:5:5:1", "5:9223372036854775807:5:1", "5:5:99999999999:1",
            "5:5:5:2", "a:b:c:d",
        ] {
            var annotations = second.blob.annotations.filter { !$0.key.hasPrefix("io.containers.") }
            annotations[key] = position
            let fresh = try TemporaryStore()
            try await receive(try layer(Self.tree()), in: fresh.store)
            let other = ChunkedLayer(second.bytes, annotations, diffID: second.diffID)
            try await receive(other, in: fresh.store)
            #expect(other.fetchedBytes == other.blob.size, "\(position)")
        }
    }
}

/// A change of a table of contents.
struct Forgery: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let change: @Sendable (String) -> String

    private static func replacing(_ what: String, _ old: String, _ new: String) -> Forgery {
        Forgery(testDescription: what) { text in
            guard let range = text.firstRange(of: old) else {
                Issue.record("the forgery does not fit")
                return text
            }
            return text.replacingCharacters(in: range, with: new)
        }
    }

    /// Replaces the value of a member of the entry with a name.
    private static func member(
        _ what: String, _ key: String, of name: String, _ change: @escaping @Sendable (Substring) -> String
    ) -> Forgery {
        Forgery(testDescription: what) { text in
            guard let place = text.firstRange(of: #""name":"\#(name)""#),
                let start = text[place.upperBound...].firstRange(of: #""\#(key)":"#)?.upperBound,
                let end = text[start...].firstIndex(where: { ",}".contains($0) })
            else {
                Issue.record("the forgery does not fit")
                return text
            }
            return text.replacingCharacters(in: start..<end, with: change(text[start..<end]))
        }
    }

    private static func number(
        _ what: String, _ key: String, of name: String, _ change: @escaping @Sendable (Int) -> Int
    ) -> Forgery {
        member(what, key, of: name) { "\(change(Int($0) ?? 0))" }
    }

    private static func digest(_ what: String, of name: String) -> Forgery {
        member(what, "digest", of: name) { _ in "\"\(Digest.of("another"))\"" }
    }

    static let all: [Forgery] = [
        replacing("another mode", #""mode":420"#, #""mode":2541"#),
        replacing("another owner", #""mode":420"#, #""mode":420,"uid":5"#),
        replacing("another name", #""name":"d/f110""#, #""name":"d/g110""#),
        replacing("a name that leaves the root", #""name":"d/f110""#, #""name":"d/../../f110""#),
        replacing("a name twice", #""name":"d/f110""#, #""name":"d/f111""#),
        replacing("another kind", #""type":"dir""#, #""type":"symlink","linkName":"/etc""#),
        replacing("a link to itself", #""type":"dir","name":"d/""#, #""type":"hardlink","linkName":"d/","name":"d/""#),
        replacing("a kind that there is not", #""type":"dir""#, #""type":"door""#),
        replacing("a huge size", #""size":20000"#, #""size":9223372036854775807"#),
        replacing("a negative size", #""size":20000"#, #""size":-1"#),
        replacing("a size that is no number", #""size":20000"#, #""size":1e99"#),
        replacing("bytes before the blob", #""offset":"#, #""offset":-"#),
        replacing("bytes behind the tar", #""endOffset":"#, #""endOffset":9"#),
        replacing("a file more", #""entries":["#, #""entries":[{"type":"dir","name":"more/","mode":493},"#),
        replacing("another version", #""version":1"#, #""version":2"#),
        digest("another digest of a file that is here", of: "d/f110"),
        digest("another digest of a file that comes", of: "d/f107"),
        number("bytes that begin elsewhere", "offset", of: "d/f107") { $0 + 1 },
        number("bytes that begin in the middle", "offset", of: "d/f107") { $0 + 9000 },
        number("bytes that end too early", "endOffset", of: "d/f107") { $0 - 1 },
        number("fewer bytes", "size", of: "d/f107") { $0 - 1 },
        number("more bytes", "size", of: "d/f107") { $0 + 1 },
        replacing("another attribute", #""mode":420"#, #""mode":420,"xattrs":{"user.x":"AA=="}"#),
        Forgery(testDescription: "overlapping places") { text in
            // The second file's place begins where the first one's does.
            let offsets = text.ranges(of: #""offset":"#).prefix(2)
            guard let first = offsets.first, let second = offsets.last else { return "" }
            let number = text[first.upperBound...].prefix { $0.isNumber }
            let old = text[second.upperBound...].prefix { $0.isNumber }
            return text.replacingCharacters(in: old.startIndex..<old.endIndex, with: String(number))
        },
        Forgery(testDescription: "no JSON") { _ in #"{"version":1,"entries":[{"# },
        Forgery(testDescription: "no entries") { _ in #"{"version":1}"# },
    ]
}

extension String {
    fileprivate func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
        String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
    }
}
