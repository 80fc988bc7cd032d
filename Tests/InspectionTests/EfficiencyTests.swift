import Inspection
import LayerAnalysis
import LayerArchive
import OCI
import Storage
import SystemPackage
import TestRandom
import Testing

/// Dive's numbers, each computed a second time by a program that reads the archives itself and shares nothing with Strata.
@Suite("Efficiency")
struct EfficiencyTests {
    @Test("agrees with a second computation on random images", arguments: 0..<6)
    func random(seed: Int) async throws {
        var random = SeededGenerator(seed: UInt64(seed))
        for round in 0..<6 {
            let layers = try RandomLayers.make(&random)
            try await compare(layers, "seed \(seed), image \(round)", throughStore: false)
        }
    }

    @Test("is the same for an image of the store as for its archive", arguments: 20..<23)
    func store(seed: Int) async throws {
        var random = SeededGenerator(seed: UInt64(seed))
        var compared = 0
        for round in 0..<4 {
            let layers = try RandomLayers.make(&random)
            if try await compare(layers, "seed \(seed), image \(round)", throughStore: true) { compared += 1 }
        }
        #expect(compared > 1)
    }

    /// Whether there was anything to compare.
    @discardableResult
    private func compare(_ layers: [[UInt8]], _ what: String, throughStore: Bool) async throws -> Bool {
        let images = try TestImages()
        try images.write(TestImages.dockerArchive(layers, named: "x:1"), to: images.directory.appending("x.tar"))
        if throughStore {
            // What cannot be unpacked is no image of the store.
            guard (try? images.store.load(path: images.directory.appending("x.tar"))) != nil else { return false }
        }
        var paths: [String] = []
        for (index, layer) in layers.enumerated() {
            let path = images.directory.appending("\(index).tar")
            try images.write(layer, to: path)
            paths.append(path.string)
        }
        var trees: [LayerTree] = []
        for layer in try await images.open(throughStore ? "x:1" : "@/x.tar").layers {
            trees.append(try await layer.entries())
        }
        let stack = StackedTree(trees)
        try check(Efficiency(of: stack), against: paths, what)
        try check(Efficiency(of: stack, isDiveExact: true), against: ["--dive"] + paths, what)
        return true
    }

    private func check(_ found: Efficiency, against arguments: [String], _ what: String) throws {
        let script = FilePath(#filePath).removingLastComponent().appending("efficiency.py")
        let text = try Tool.run("python3", [script.string] + arguments)
        let expected = try JSONValue(parsing: Array(text.utf8))
        let comment = Comment(rawValue: "\(what) \(arguments.first ?? ""): \(text)")
        #expect(Int64(expected["wasted"]?.intValue ?? -1) == found.wastedBytes, comment)
        #expect(Int64(expected["total"]?.intValue ?? -1) == found.totalBytes, comment)
        #expect(Int64(expected["user"]?.intValue ?? -1) == found.userBytes, comment)
        #expect(expected["paths"]?.intValue.map { Int64($0) } == Int64(found.repetitions.count), comment)
        let score = text.split(separator: "\"score\": ").last.flatMap { Double($0.prefix { $0 != "," }) }
        #expect(score == found.score, comment)
    }
}
