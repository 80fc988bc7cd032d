import ContainerRuntime
import LinuxSystem
import SystemPackage
import Testing

@Suite("Places for mounts")
struct MountPointTests {
    private let image: TestImage

    init() throws { image = try TestImage() }

    /// All paths below an upper directory.
    private func paths(_ directory: String, below prefix: String = "") throws -> [String] {
        try image.tree.names(in: directory).flatMap { name -> [String] in
            let path = prefix.isEmpty ? name : prefix + "/" + name
            let status = try image.tree.handle.status(of: Array("\(directory)/\(name)".utf8))
            return [path] + (status.kind == .directory ? try paths("\(directory)/\(name)", below: path) : [])
        }
    }

    @Test("what is made for them is gone afterwards, and the times around are what they were")
    func removed() throws {
        let past = FileTime(seconds: 1_000_000_000)
        try image.tree.handle.setModified(past, of: Array("lower/etc".utf8))
        try image.tree.handle.setModified(past, of: Array("lower".utf8))
        #expect(try image.run("true", upper: "upper").code == 0)
        #expect(try paths("upper") == ["dev", "etc", "proc", "sys"])
        #expect(try image.tree.handle.status(of: Array("upper/etc".utf8)).modified == past)
    }

    @Test("what the image has stays as it is and is not copied")
    func existing() throws {
        try image.tree.write("lower/etc/hosts", "own\n")
        try image.tree.write("lower/etc/resolv.conf", "")
        for name in ["dev", "proc", "sys"] { try image.tree.makeDirectory("lower/\(name)") }
        #expect(try image.run("grep -c sandbox /etc/hosts", upper: "upper").output == "1\n")
        #expect(try paths("upper") == [])
    }

    @Test("a link as the place is followed inside the root, its missing target made and removed")
    func link() throws {
        try image.tree.link("lower/etc/resolv.conf", to: "../run/resolve/stub.conf")
        let result = try image.run(
            "cat /run/resolve/stub.conf | wc -l; ls -l /etc/resolv.conf | grep -c stub", upper: "upper")
        #expect(result.output.hasSuffix("\n1\n"))
        #expect(try paths("upper") == ["dev", "etc", "proc", "sys"])
    }

    @Test("what the command puts beside them stays")
    func contents() throws {
        let source = try TestTree()
        let result = try image.run("echo 1 > /data/deep/file", upper: "upper") { request in
            request.binds = [BindMount(source: source.path, target: "/data/deep/mount")]
        }
        #expect(result.code == 0)
        #expect(try paths("upper") == ["data", "data/deep", "data/deep/file", "dev", "etc", "proc", "sys"])
    }

    @Test("a directory and a file of the host are seen, read-only where asked")
    func binds() throws {
        let source = try TestTree()
        try source.write("file", "hello\n")
        let result = try image.run("cat /a/file /b; touch /a/new; touch /a2/new 2>/dev/null || echo refused") {
            request in
            request.binds = [
                BindMount(source: source.path, target: "/a"),
                BindMount(source: source.path.appending("file"), target: "/b", isReadOnly: true),
                BindMount(source: source.path, target: "/a2", isReadOnly: true),
            ]
        }
        #expect(result.output == "hello\nhello\nrefused\n")
        #expect(try source.names(in: "") == ["file", "new"])
    }

    @Test("a directory of the host that is missing is made, as docker does")
    func missingSource() throws {
        let source = try TestTree()
        let result = try image.run("touch /a/file") { request in
            request.binds = [BindMount(source: source.path.appending("x").appending("y"), target: "/a")]
        }
        #expect(result.code == 0)
        #expect(try source.names(in: "x/y") == ["file"])
    }

    @Test(
        "-v takes docker's forms",
        arguments: [
            ("/a:/b", "/a", "/b", false), ("/a:/b:ro", "/a", "/b", true), ("/a:/b:rw,z", "/a", "/b", false),
            ("/a b:/c d:ro,Z", "/a b", "/c d", true),
        ] as [(String, FilePath, String, Bool)])
    func parsing(_ text: String, _ source: FilePath, _ target: String, _ isReadOnly: Bool) throws {
        let mount = try BindMount(parsing: text)
        #expect((mount.source, mount.target, mount.isReadOnly) == (source, target, isReadOnly))
        #expect(mount.description == text)
    }

    @Test(
        "-v refuses what it does not know",
        arguments: ["/a", "/a:b", "/a:/", "name:/b", "/a:/b:shared", "/a:/b:ro:x", ""])
    func refused(_ text: String) throws {
        let error = #expect(throws: ContainerError.self) { try BindMount(parsing: text) }
        #expect(error?.code == .invalidMount)
        #expect(error?.exitCode == 125)
    }
}
