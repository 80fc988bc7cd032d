import Inspection
import LayerAnalysis
import LayerArchive
import LinuxSystem
import OCI
import Packages
import Storage
import SystemPackage
import TestRandom
import Testing

@Suite("The comparison of images")
struct ImageComparisonTests {
    /// What a comparison says of files, in the words of compare.py.
    static func lines(_ comparison: ImageComparison) -> [String] {
        comparison.files.changes.map { change in
            let what =
                change.before == nil
                ? "added"
                : change.after == nil ? "removed" : change.aspects.map(\.rawValue).joined(separator: ",")
            return "\(String(decoding: change.path, as: UTF8.self)) \(what)"
        }.sorted()
    }

    /// Files of few names and bytes, so that two images have much in common and much that differs a little.
    private static func layer(_ random: inout SeededGenerator) -> [(LayerEntry, [UInt8])] {
        var entries: [(LayerEntry, [UInt8])] = []
        var taken: Set<String> = []
        var files: [String] = []
        var regular: LayerEntry?
        for _ in 0..<random.below(14) {
            let depth = 1 + random.below(3)
            let names = (0..<depth).map { _ in ["a", "b", "c", "d"][random.below(4)] }
            let path = names.joined(separator: "/")
            // What a layer says twice, or of something below a file of its own, is not asked here.
            let parents = (1..<depth).map { names[..<$0].joined(separator: "/") }
            if taken.contains(path) || parents.contains(where: { files.contains($0) }) { continue }
            taken.insert(path)
            // A file of a lower layer may be where a directory has to be: the layer says that it is one now.
            for parent in parents where taken.insert(parent).inserted {
                entries.append(
                    (LayerEntry(path: Array(parent.utf8), kind: .directory, permissions: 0o755, modified: 0), []))
            }
            let mode: UInt16 = random.below(4) == 0 ? 0o600 : 0o644
            let owner = UInt32(random.below(5) == 0 ? 7 : 0)
            func entry(_ path: String, _ kind: LayerEntry.Kind, _ mode: UInt16) -> LayerEntry {
                // Attributes of users belong to files and directories alone.
                let isPlain =
                    switch kind {
                    case .regular, .directory: true
                    default: false
                    }
                let value = random.below(9)
                return LayerEntry(
                    path: Array(path.utf8), kind: kind, permissions: mode, userID: owner,
                    modified: Int64(random.below(3)),
                    attributes: isPlain && value < 2
                        ? [ExtendedAttribute(name: "user.x", value: [UInt8(ascii: "0") + UInt8(value)])] : [])
            }
            switch random.below(11) {
            case 10:
                let device = LayerEntry.Kind.characterDevice(major: 1, minor: UInt32(3 + random.below(2)))
                entries.append((entry(path, device, mode), []))
                files.append(path)
            case 0:
                entries.append((entry(path, .directory, 0o755), []))
            case 1:
                let whiteout = (parents.last.map { $0 + "/" } ?? "") + ".wh." + (names.last ?? "")
                entries.append((file(whiteout), []))
                files.append(path)
            case 2 where depth > 1:
                taken.remove(path)
                if let parent = parents.last, !taken.contains(parent + "/.wh..wh..opq") {
                    taken.insert(parent + "/.wh..wh..opq")
                    entries.append((file(parent + "/.wh..wh..opq"), []))
                }
            case 3:
                entries.append(
                    (entry(path, .symbolicLink(target: Array(["x", "y"][random.below(2)].utf8)), 0o777), []))
                files.append(path)
            case 4:
                guard let target = regular else {
                    taken.remove(path)
                    continue
                }
                entries.append(
                    (
                        LayerEntry(
                            path: Array(path.utf8), kind: .hardLink(target: target.path),
                            permissions: target.permissions,
                            userID: target.userID, modified: target.modified), []
                    ))
                files.append(path)
            default:
                let bytes = Array(["", "one", "two", "longer"][random.below(4)].utf8)
                let made = entry(path, .regular(size: Int64(bytes.count)), mode)
                regular = made
                entries.append((made, bytes))
                files.append(path)
            }
        }
        return entries
    }

    @Test("names the files that another program finds, on random images", arguments: 0..<12)
    func random(round: Int) async throws {
        let images = try TestImages()
        var random = SeededGenerator(seed: UInt64(7000 + round))
        for number in 0..<4 {
            let shared = (0..<random.below(3)).map { _ in Self.layer(&random) }
            let pair = try ["x:\(number)", "y:\(number)"].map { name in
                let own = (0..<1 + random.below(3)).map { _ in Self.layer(&random) }
                try images.image(shared + own, named: name)
                let image = try #require(try images.store.image(named: name))
                let path = images.directory.appending(name.replacing(":", with: "-") + ".tar")
                try images.store.export([(image, image.references)], as: .docker, toFile: path)
                return path.string
            }
            let withTimes = random.below(2) == 0
            let expected = try Tool.run("python3", [Self.script, pair[0], pair[1]] + (withTimes ? ["times"] : []))
                .split(separator: "\n").map(String.init).sorted()
            for sources in [("x:\(number)", "y:\(number)"), ("docker-archive:" + pair[0], "docker-archive:" + pair[1])]
            {
                let comparison = try await ImageComparison(
                    from: images.open(sources.0), to: images.open(sources.1), withTimes: withTimes)
                #expect(Self.lines(comparison) == expected, "seed \(7000 + round), images \(number), \(sources.0)")
                #expect(comparison.files.unknown.isEmpty || sources.0.hasPrefix("x"))
            }
        }
    }

    private static let script = {
        var path = FilePath(#filePath)
        path.removeLastComponent()
        path.removeLastComponent()
        return path.appending("compare.py").string
    }()
}
