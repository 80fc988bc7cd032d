import LinuxSystem
import Packages
import SystemPackage
import Testing

@Suite("Programs written in Go")
struct GoProgramTests {
    private static func packages(_ path: String) throws -> [Package] {
        let file = try FileHandle.open(FilePath(path))
        var search = PackageSearch()
        search.add(
            try GoBuildInfo { offset, count in count > 0 ? try file.read(upTo: count, at: Int64(offset)) : [] },
            at: Array(path.dropFirst().utf8))
        return search.inventory().packages
    }

    /// The text lies in the program between two marks of the linker (Go, cmd/go/internal/modload/build.go).
    private static let script = """
        import sys
        data = open(sys.argv[1], "rb").read()
        start = data.index(bytes.fromhex("3077af0c9274080241e1c107e6d618e6")) + 16
        print(data[start:data.index(bytes.fromhex("f932433186182072008242104116d8f2"), start)].decode())
        """

    private static func isThere(_ path: String) -> Bool { (try? FileHandle.open(FilePath(path))) != nil }

    @Test(
        "name what they were built of, as their own text says",
        arguments: [
            "/usr/bin/umoci", "/usr/bin/skopeo", "/usr/bin/runc", "/usr/bin/docker", "/usr/local/bin/docker",
        ].filter(isThere))
    func installed(path: String) throws {
        let lines = try Tool.run("python3", ["-c", Self.script, path])
            .split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
        let packages = try Self.packages(path)
        let own = lines.filter { $0[0] == "dep" || $0[0] == "mod" }.map { $0[1] }
        let named = own.isEmpty ? lines.filter { $0[0] == "path" }.map { $0[1] }.prefix(1) : own[...]
        #expect(Set(packages.map(\.name)) == Set(named).union(["stdlib"]))
        let standard = try #require(packages.first { $0.name == "stdlib" })
        #expect(standard.version.hasPrefix("1."))
        #expect(standard.url == "pkg:golang/stdlib@\(standard.version)")
    }

    @Test(
        "cut off or changed anywhere are none, or name less",
        .enabled(if: isThere("/usr/bin/runc"), "runc is not installed"))
    func damaged() throws {
        let whole = try FileHandle.open("/usr/bin/runc").readAll()
        var random = SystemRandomNumberGenerator()
        for round in 0..<60 {
            var bytes = Array(whole.prefix(Int.random(in: 0..<whole.count, using: &random)))
            if round % 2 == 0 { bytes = whole }
            for _ in 0..<16 where !bytes.isEmpty {
                let place = Int.random(in: 0..<min(bytes.count, 1024), using: &random)
                bytes[place] = UInt8.random(in: 0...255, using: &random)
            }
            var search = PackageSearch()
            search.add(bytes, of: .program, at: [0x78])
            #expect(search.inventory().packages.count < 1000)
        }
    }

    @Test("are no others", arguments: ["/bin/ls", "/bin/sh", "/etc/passwd"])
    func others(path: String) throws {
        #expect(try Self.packages(path).isEmpty)
    }
}
