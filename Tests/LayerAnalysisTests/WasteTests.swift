import LayerAnalysis
import TestRandom
import Testing

@Suite("Waste")
struct WasteTests {
    private static func tree(_ files: [String: Int64], removed: [String] = []) -> LayerTree {
        var builder = LayerTreeBuilder()
        for (path, size) in files {
            let content = ContentID(UInt64(size), UInt64(path.hasSuffix("x") ? 1 : 0))
            builder.add(bytes(path), kind: .file, size: size, content: content)
        }
        for path in removed { builder.add(bytes(path), kind: .whiteout) }
        return builder.finish()
    }

    @Test(
        "is of the class of its path",
        arguments: [
            ("var/lib/apt/lists/deb.debian.org_dists_InRelease", "apt-lists"),
            ("var/cache/apt/pkgcache.bin", "apt-cache"),
            ("root/.cache/pip/http/a", "pip-cache"), ("home/me/.cache/pip/http/a", "pip-cache"),
            (".cache/pip/a", "pip-cache"), ("go/pkg/mod/a", "go-cache"), ("root/go/pkg/mod/a", "go-cache"),
            ("app/.git/HEAD", "version-control"), ("usr/share/man/man1/ls.1.gz", "man-pages"),
            ("usr/lib/x86_64-linux-gnu/libc.a", "static-libraries"), ("usr/lib/libx.a", "static-libraries"),
            ("usr/lib/python3/dist-packages/numpy/core/tests/a.py", "tests"), ("tmp/x/y", "temporary"),
            ("var/lib/gems/3.1.0/cache/a.gem", "gem-cache"),
        ])
    func classes(path: String, name: String) {
        let report = WasteReport(of: StackedTree([Self.tree([path: 10])]))
        #expect(report.shares.map(\.wasteClass.name) == [name])
    }

    @Test(
        "is not what only looks like it",
        arguments: [
            "usr/lib/a", "app/tests/a", "srv/var/lib/apt/lists/a", "usr/share/doc-base", "home/libx.a",
            "gitx/.gitignore",
        ])
    func clean(path: String) {
        #expect(WasteReport(of: StackedTree([Self.tree([path: 10])])).shares.isEmpty)
    }

    @Test("counts in all layers, and tells what is there in the end")
    func removed() throws {
        let stack = StackedTree([
            Self.tree(["var/lib/apt/lists/a": 100, "var/lib/apt/lists/b": 50]),
            Self.tree([:], removed: ["var/lib/apt/lists/a"]),
        ])
        let share = try #require(WasteReport(of: stack).shares.first)
        #expect(share.bytes == [150, 0])
        #expect(share.files == [2, 0])
        #expect(share.visibleBytes == 50)
    }

    @Test("is told by path where it costs the same", arguments: 0..<20)
    func repetitions(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var files: [String: Int64] = [:]
        for _ in 0..<60 {
            let parts = (0..<(1 + random.below(4))).map { _ in "x" + random.text(of: "-.0ab", upTo: 3) }
            files[parts.joined(separator: "/")] = 1
        }
        // What is a directory of others is no file.
        files = files.filter { path, _ in !files.keys.contains { $0.hasPrefix(path + "/") } }
        let stack = StackedTree([Self.tree(files), Self.tree(files)])
        let found = Efficiency(of: stack).repetitions.map { text(stack.path(of: $0.node)[...]) }
        #expect(found == files.keys.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) })
    }

    @Test("is the same bytes in two layers")
    func duplicates() {
        let layers = [
            Self.tree(["a": 10, "b": 10, "c": 20]), Self.tree(["d": 10, "e": 30, "x": 20]), Self.tree(["f": 30]),
        ]
        let found = Duplicates(in: layers)
        #expect(found.groups.map(\.wastedBytes) == [30, 20])
        #expect(found.wastedBytes == 50)
        #expect(found.groups[1].places.map(\.layer) == [0, 0, 1])
    }
}
