import LayerArchive
import TestRandom

/// Layers of few names, so that they meet: files, links, directories that are named or not, whiteouts of what is there and of what
/// is not, opaque marks, what old drivers left, paths that come twice.
enum RandomLayers {
    static func make(_ random: inout SeededGenerator) throws -> [[UInt8]] {
        var known: [String] = ["a"]
        return try (0..<(1 + random.below(5))).map { _ in
            let sink = BytesSink()
            let writer = TarWriter(to: sink)
            var present: [String: Bool] = [:]
            for _ in 0..<random.below(14) {
                try add(&random, &known, &present, writer)
            }
            try writer.finish()
            return sink.bytes
        }
    }

    private static let names = ["a", "b", "-c", "d e", "..f", "é"]

    /// One entry. A name is a directory or something else in one layer, not both, as no program writes that.
    private static func add(
        _ random: inout SeededGenerator, _ known: inout [String], _ present: inout [String: Bool], _ writer: TarWriter
    ) throws {
        let parts = (0..<(1 + random.below(3))).map { _ in names[random.below(names.count)] }
        var path = parts.joined(separator: "/")
        let choice = random.below(10)
        if choice < 3, random.below(4) > 0 { path = known[random.below(known.count)] }
        var above: [String] = []
        for part in path.split(separator: "/").dropLast() { above.append((above.last.map { $0 + "/" } ?? "") + part) }
        guard above.allSatisfy({ present[$0] != false }) else { return }
        let split = path.split(separator: "/").map(String.init)
        let directory = split.dropLast().joined(separator: "/")
        switch choice {
        case 0..<3:
            let whiteout = (directory.isEmpty ? "" : directory + "/") + ".wh." + (split.last ?? "")
            for parent in above { present[parent] = true }
            guard present[whiteout] == nil else { return }
            present[whiteout] = false
            try writer.add(entry(whiteout, .regular(size: 0)), bytes: [])
        case 3 where random.below(3) == 0:
            for parent in above { present[parent] = true }
            let opaque = (directory.isEmpty ? "" : directory + "/") + ".wh..wh..opq"
            guard present[opaque] == nil else { return }
            present[opaque] = false
            try writer.add(entry(opaque, .regular(size: 0)), bytes: [])
        case 4 where random.below(4) == 0:
            // What old storage drivers left, with bytes of its own.
            for parent in above { present[parent] = true }
            let left =
                (directory.isEmpty ? "" : directory + "/") + [".wh..wh.aufs", ".wh..wh.plnk/1.2"][random.below(2)]
            guard present[left] == nil else { return }
            present[left] = false
            let bytes = [UInt8](repeating: 1, count: random.below(90))
            try writer.add(entry(left, .regular(size: Int64(bytes.count))), bytes: bytes)
        case 3..<6:
            guard present[path] != false else { return }
            for parent in above + [path] { present[parent] = true }
            try writer.add(entry(path, .directory))
        case 6:
            guard present[path] == nil else { return }
            for parent in above { present[parent] = true }
            present[path] = false
            try writer.add(entry(path, .symbolicLink(target: Array("somewhere".utf8))))
        default:
            guard present[path] == nil else { return }
            for parent in above { present[parent] = true }
            present[path] = false
            known.append(path)
            let bytes = [UInt8](repeating: UInt8(random.below(3)), count: random.below(2000))
            try writer.add(entry(path, .regular(size: Int64(bytes.count))), bytes: bytes)
        }
        if !directory.isEmpty { known.append(directory) }
    }

    private static func entry(_ path: String, _ kind: LayerEntry.Kind) -> LayerEntry {
        LayerEntry(path: Array(path.utf8), kind: kind, permissions: 0o755, modified: 1000)
    }
}
