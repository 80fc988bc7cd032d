import LayerArchive
import TestRandom
import Testing

@Suite struct LayerDeltaTests {
    /// Files of which the other side has some, by number of a layer and path.
    private struct Sample {
        var archive: [UInt8] = []
        var copies: [LayerDelta.Copy] = []
        var files: [String: [UInt8]] = [:]

        init(_ generator: inout SeededGenerator) {
            for number in 0..<Int.random(in: 0..<12, using: &generator) {
                let divisor = Bool.random(using: &generator) ? 1 : 7000
                archive += Self.bytes(Int.random(in: 0..<700_000, using: &generator) / divisor, &generator)
                if Bool.random(using: &generator) { continue }
                let bytes = Self.bytes(Int.random(in: 1..<400_000, using: &generator), &generator)
                let start = Int64(archive.count)
                let (layer, path) = (Int.random(in: 0..<3, using: &generator), "d/\(number)\u{fc}")
                copies.append(
                    LayerDelta.Copy(range: start..<start + Int64(bytes.count), layer: layer, path: Array(path.utf8)))
                files["\(layer)/\(path)"] = bytes
                archive += bytes
            }
        }

        private static func bytes(_ count: Int, _ generator: inout SeededGenerator) -> [UInt8] {
            (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
        }

        func delta(_ generator: inout SeededGenerator) throws -> [UInt8] {
            let sink = BytesSink()
            var left = copies[...]
            let delta = DeltaSink(to: sink) { left.popFirst() }
            var rest = archive[...]
            while !rest.isEmpty {
                let piece = Array(rest.prefix(Int.random(in: 1..<300_000, using: &generator)))
                try delta.write(piece)
                rest = rest.dropFirst(piece.count)
            }
            try delta.finish()
            return sink.bytes
        }
    }

    private static func read(_ delta: [UInt8], _ files: [String: [UInt8]]) throws -> [UInt8] {
        let source = DeltaSource(BytesSource(delta)) { layer, path in
            BytesSource(files["\(layer)/\(String(decoding: path, as: UTF8.self))"] ?? [])
        }
        let sink = BytesSink()
        try source.copy(to: sink)
        return sink.bytes
    }

    @Test("what a delta leaves out comes back, whatever pieces it is written in", arguments: 0..<20)
    func roundTrip(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let sample = Sample(&generator)
        let delta = try sample.delta(&generator)
        let left = sample.copies.reduce(0) { $0 + Int($1.range.upperBound - $1.range.lowerBound) }
        #expect(delta.count < sample.archive.count - left + 1000)
        #expect(try Self.read(delta, sample.files) == sample.archive)
    }

    @Test("a damaged delta is an error or other bytes, never a crash or an endless loop", arguments: 0..<40)
    func fuzz(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let sample = Sample(&generator)
        var delta = try sample.delta(&generator)
        for _ in 0..<8 {
            let place = Int.random(in: 0..<min(delta.count, 200), using: &generator)
            delta[place] = UInt8.random(in: 0...255, using: &generator)
        }
        let known = delta
        do {
            let bytes = try Self.read(known, sample.files)
            #expect(bytes.count <= sample.archive.count + known.count)
        } catch let error as LayerArchiveError {
            #expect([.badDelta, .badName, .reservedName].contains(error.code))
        }
    }

    @Test("a path that leaves the layer, a file that is shorter and an end that is missing are refused")
    func hostile() throws {
        let magic = Array("strata-layer-delta".utf8) + [1]
        func code(_ records: [UInt8], _ files: [String: [UInt8]] = [:]) -> LayerArchiveError.Code? {
            do { _ = try Self.read(magic + records, files) } catch let error as LayerArchiveError {
                return error.code
            } catch { Issue.record(error) }
            return nil
        }
        func file(_ path: String, _ size: UInt8) -> [UInt8] {
            [2, 0, UInt8(path.utf8.count)] + Array(path.utf8) + [size]
        }
        #expect(code(file("../x", 3)) == .badName)
        #expect(code(file("/x", 3)) == .badName)
        #expect(code(file("a//x", 3)) == .badName)
        #expect(code(file("x", 3) + [0], ["0/x": [1, 2]]) == .badDelta)
        #expect(code(file("x", 2), ["0/x": [1, 2]]) == .badDelta)
        #expect(code(file("x", 2) + [0], ["0/x": [1, 2]]) == nil)
        #expect(code([1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1]) == .badDelta)
        #expect(code([2, 0, 0, 1]) == .badDelta)
        #expect(code([7]) == .badDelta)
    }

    @Test("files of an archive are those that are there when it is unpacked, where their bytes lie")
    func archivedFiles() throws {
        let sink = BytesSink()
        let writer = TarWriter(to: sink)
        func add(_ path: String, _ kind: LayerEntry.Kind = .regular(size: 0), _ text: String = "") throws {
            try writer.add(LayerEntry(path: Array(path.utf8), kind: kind), bytes: Array(text.utf8))
        }
        try add("a", .regular(size: 0), "first")
        try add("./d/b", .regular(size: 0), "bytes of b")
        try add("a", .regular(size: 0), "second")
        try add("gone/x", .regular(size: 0), "x")
        try add("gone", .symbolicLink(target: Array("d".utf8)))
        try add("gone/y", .regular(size: 0), "y is in d")
        try add("removed/z", .regular(size: 0), "z")
        try add(".wh.removed", .regular(size: 0))
        try add("empty", .regular(size: 0))
        try add("replaced/by/file", .regular(size: 0), "was below")
        try add("replaced", .regular(size: 0), "is one now")
        try add("replaced/again", .directory)
        try writer.finish()
        let files = try ArchivedFiles.list(in: BytesSource(sink.bytes)) { $0 != 1_000 }
        #expect(files.map { String(decoding: $0.path, as: UTF8.self) } == ["a", "d/b", "replaced"])
        #expect(
            files.map { String(decoding: sink.bytes[Int($0.offset)..<Int($0.offset + $0.size)], as: UTF8.self) } == [
                "second", "bytes of b", "is one now",
            ])
        #expect(try ArchivedFiles.list(in: BytesSource(sink.bytes)) { $0 == 10 }.count == 2)
    }
}
