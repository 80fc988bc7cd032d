import TestRandom
import Testing

@testable import LayerAnalysis

@Suite("What survives of layers")
struct LayerOverlapTests {
    /// `d:a` directory, `D:a` another mode, `o:a` opaque, `f:a=5` file of five bytes, `l:b>a` hard link, `w:a` removed name.
    static func layer(_ text: String) -> [LayerChange] {
        text.split(separator: " ").map { word in
            let name = word.dropFirst(2)
            let path = Array(name.prefix { $0 != "=" && $0 != ">" }.utf8)
            let rest = name.drop { $0 != "=" && $0 != ">" }.dropFirst()
            switch word.first {
            case "d": return LayerChange(path: path, kind: .directory(isOpaque: false, attributes: 0))
            case "D": return LayerChange(path: path, kind: .directory(isOpaque: false, attributes: 1))
            case "o": return LayerChange(path: path, kind: .directory(isOpaque: true, attributes: 0))
            case "l": return LayerChange(path: path, kind: .hardLink(target: Array(rest.utf8)))
            case "w": return LayerChange(path: path, kind: .whiteout)
            default: return LayerChange(path: path, kind: .leaf(bytes: Int64(rest) ?? 0))
            }
        }
    }

    /// Layers from the bottom to the top, and for each what it adds, what survives, and the verdict.
    static let cases: [(name: String, layers: [String], fates: [String])] = [
        ("nothing above", ["d:a f:a/b=3 f:c=4"], ["7 7 needed"]),
        ("no entries", ["f:a=1", ""], ["1 1 needed", "0 0 empty"]),
        ("a file is overwritten", ["f:a=3 f:b=1", "f:a=5"], ["4 1 partly hidden", "5 5 needed"]),
        (
            "all of a layer is overwritten, its directories were there", ["d:e", "d:e f:e/x=3", "d:e f:e/x=4"],
            ["0 0 needed", "3 0 dead", "4 4 needed"]
        ),
        (
            "a directory that a dead file's layer made stays", ["d:e f:e/x=3", "d:e f:e/x=4"],
            ["3 0 partly hidden", "4 4 needed"]
        ),
        ("a removed file", ["f:a=3", "w:a"], ["3 0 dead", "0 0 needed"]),
        ("a removed name that is nowhere", ["f:a=3", "w:b"], ["3 3 needed", "0 0 dead"]),
        ("removed twice: once is enough", ["f:a=3", "w:a", "w:a"], ["3 0 dead", "0 0 dead", "0 0 needed"]),
        ("removed and made again", ["f:a=3", "w:a", "f:a=2"], ["3 0 dead", "0 0 dead", "2 2 needed"]),
        ("a removed directory takes all below", ["d:a d:a/b f:a/b/c=9", "w:a"], ["9 0 dead", "0 0 needed"]),
        (
            "an opaque directory hides what lies in it", ["d:a f:a/x=5 f:y=1", "o:a f:a/z=2"],
            ["6 1 partly hidden", "2 2 needed"]
        ),
        ("opaque hides nothing of its own layer", ["o:a f:a/z=2"], ["2 2 needed"]),
        ("a file in place of a directory", ["d:a f:a/b=5", "f:a=1"], ["5 0 dead", "1 1 needed"]),
        ("a directory in place of a file", ["f:a=5", "d:a f:a/b=1"], ["5 0 dead", "1 1 needed"]),
        (
            "file, then directory: the lowest directory does not come back", ["d:a f:a/b=5", "f:a=1", "d:a"],
            ["5 0 dead", "1 0 dead", "0 0 needed"]
        ),
        ("a parent that is only implied hides a file all the same", ["f:a=5", "f:a/b=1"], ["5 0 dead", "1 1 needed"]),
        ("hard links count once", ["f:a=5 l:b>a l:c>a"], ["5 5 needed"]),
        ("a hard-linked file survives under its other name", ["f:a=5 l:b>a", "f:a=1"], ["5 5 needed", "1 1 needed"]),
        ("and goes with the last one", ["f:a=5 l:b>a", "w:a f:b=1"], ["5 0 dead", "1 1 needed"]),
        ("the mode of a directory alone", ["d:a", "D:a"], ["0 0 needed", "0 0 needed"]),
        ("a directory that changes nothing", ["d:a", "d:a"], ["0 0 needed", "0 0 dead"]),
        ("an empty file", ["f:a=0", "f:b=0"], ["0 0 needed", "0 0 needed"]),
        ("an empty file that is removed", ["f:a=0", "w:a"], ["0 0 dead", "0 0 needed"]),
    ]

    @Test("hard links, removed names, opaque directories, one kind in place of another", arguments: cases.indices)
    func fates(_ index: Int) {
        let example = Self.cases[index]
        let fates = LayerOverlap.fates(of: example.layers.map(Self.layer))
        let texts = fates.map { "\($0.addedBytes) \($0.survivingBytes) \($0.verdict.rawValue)" }
        #expect(texts == example.fates, "\(example.name)")
    }

    @Test("random layers: the same bytes survive as when each layer is applied to a tree", arguments: 0..<400)
    func bruteForce(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let layers = (0..<Int.random(in: 1...5, using: &random)).map { _ in Self.randomLayer(&random) }
        let fates = LayerOverlap.fates(of: layers)
        let tree = AppliedTree(layers)
        for (number, fate) in fates.enumerated() {
            #expect(fate.addedBytes == tree.added(number), "seed \(seed), layer \(number) of \(layers)")
            #expect(fate.survivingBytes == tree.surviving(number), "seed \(seed), layer \(number) of \(layers)")
            #expect(fate.survivingBytes == 0 || fate.effectiveEntries > 0)
        }
    }

    /// A layer as a walk over a directory gives it: parents before what lies in them, one entry a path.
    private static func randomLayer(_ random: inout SeededGenerator) -> [LayerChange] {
        var result: [LayerChange] = []
        func fill(_ parent: String, _ depth: Int) {
            for name in ["a", "b", "c"] where Int.random(in: 0..<3, using: &random) == 0 {
                let path = parent.isEmpty ? name : parent + "/" + name
                let leaves = result.compactMap { change -> [UInt8]? in
                    if case .leaf = change.kind { return change.path }
                    return nil
                }
                switch Int.random(in: 0..<8, using: &random) {
                case 0...2 where depth < 3:
                    let isOpaque = Int.random(in: 0..<4, using: &random) == 0
                    result.append(
                        LayerChange(path: Array(path.utf8), kind: .directory(isOpaque: isOpaque, attributes: 0)))
                    fill(path, depth + 1)
                case 3: result.append(LayerChange(path: Array(path.utf8), kind: .whiteout))
                case 4:
                    guard let target = leaves.randomElement(using: &random) else { continue }
                    result.append(LayerChange(path: Array(path.utf8), kind: .hardLink(target: target)))
                default:
                    let bytes = Int64.random(in: 1...9, using: &random)
                    result.append(LayerChange(path: Array(path.utf8), kind: .leaf(bytes: bytes)))
                }
            }
        }
        fill("", 0)
        return result
    }
}
