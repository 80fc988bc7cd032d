import LayerArchive
import LinuxSystem
import TestRandom

/// Layers made of arbitrary entries: all kinds, awkward names, sizes around the block size.
enum RandomTree {
    private static let letters: [[UInt8]] = ["a", "b", "Z", "0", ".x", "-", "_y", " ", "é", "日本", "\\", "a.b", "#"].map
    { Array($0.utf8) }

    /// Entries in canonical order; with whiteouts and opaque directories where `overlay`.
    static func entries(_ generator: inout SeededGenerator, overlay: Bool) -> [(LayerEntry, [UInt8])] {
        var result: [(LayerEntry, [UInt8])] = []
        var names: Set<[UInt8]> = []
        fill([], depth: 0, &generator, &names, &result, overlay)
        result.sort { LayerPath.precedes($0.0.path, $1.0.path) }
        return linked(result, &generator)
    }

    private static func fill(
        _ directory: [UInt8], depth: Int, _ generator: inout SeededGenerator, _ names: inout Set<[UInt8]>,
        _ result: inout [(LayerEntry, [UInt8])], _ overlay: Bool
    ) {
        for _ in 0..<Int.random(in: 0...8, using: &generator) {
            let path = LayerPath.join(directory, name(&generator))
            guard names.insert(path).inserted else { continue }
            var entry = LayerEntry(
                path: path, kind: .regular(size: 0), permissions: UInt16.random(in: 0...0o7777, using: &generator),
                userID: identifier(&generator), groupID: identifier(&generator),
                modified: Int64.random(in: 0...2_000_000_000, using: &generator))
            var content: [UInt8] = []
            switch Int.random(in: 0...11, using: &generator) {
            case 0, 1, 2:
                entry.kind = overlay && Bool.random(using: &generator) ? .opaqueDirectory : .directory
                result.append((entry, []))
                if depth < 5 { fill(path, depth: depth + 1, &generator, &names, &result, overlay) }
                continue
            case 3:
                entry.kind = .symbolicLink(target: name(&generator))
                entry.permissions = 0o777
            case 4: entry.kind = .pipe
            case 5: entry.kind = .characterDevice(major: 1, minor: UInt32.random(in: 1...300, using: &generator))
            case 6: entry.kind = .blockDevice(major: 8, minor: UInt32.random(in: 0...300, using: &generator))
            case 7 where overlay: entry = .whiteout(path)
            default: content = bytes(&generator)
            }
            if case .regular = entry.kind { entry.kind = .regular(size: Int64(content.count)) }
            result.append((entry, content))
        }
    }

    /// Makes some files hard links to files before them.
    private static func linked(
        _ entries: [(LayerEntry, [UInt8])], _ generator: inout SeededGenerator
    ) -> [(LayerEntry, [UInt8])] {
        var result: [(LayerEntry, [UInt8])] = []
        for (entry, content) in entries {
            var entry = entry
            let files = result.map(\.0).filter { if case .regular = $0.kind { true } else { false } }
            if case .regular = entry.kind, let target = files.randomElement(using: &generator),
                Int.random(in: 0...5, using: &generator) == 0
            {
                let path = entry.path
                entry = target
                entry.path = path
                entry.kind = .hardLink(target: target.path)
                result.append((entry, []))
            } else {
                result.append((entry, content))
            }
        }
        return result
    }

    private static func name(_ generator: inout SeededGenerator) -> [UInt8] {
        let count = Int.random(in: 0...20, using: &generator) == 0 ? 60 : Int.random(in: 1...3, using: &generator)
        let name = (0..<count).flatMap { _ in letters.randomElement(using: &generator) ?? [] }
        return Array(name.prefix(255))
    }

    private static func identifier(_ generator: inout SeededGenerator) -> UInt32 {
        [0, 0, 0, 1000, 65534, 2_097_151, 2_097_152, 4_000_000_000].randomElement(using: &generator) ?? 0
    }

    private static func bytes(_ generator: inout SeededGenerator) -> [UInt8] {
        let size = [0, 1, 511, 512, 513, 4096, 70_000, 140_000, 600_000].randomElement(using: &generator) ?? 0
        let word = generator.next()
        return (0..<size).map {
            UInt8(truncatingIfNeeded: word >> UInt64($0 % 57)) ^ UInt8(truncatingIfNeeded: $0 >> 9)
        }
    }
}

extension LayerWriter {
    /// Writes all entries.
    func write(_ entries: [(LayerEntry, [UInt8])]) throws -> LayerSummary {
        for (entry, content) in entries {
            if case .regular = entry.kind { try add(entry, bytes: content) } else { try add(entry) }
        }
        return try finish()
    }
}
