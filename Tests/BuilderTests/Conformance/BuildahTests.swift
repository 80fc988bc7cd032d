import Builder
import DockerfileSyntax
import LinuxSystem
import OCI
import Storage
import SystemPackage
import Testing

/// The same Dockerfiles through `buildah bud`: the file trees must be equal.
@Suite("Trees as buildah makes them", .enabled(if: HostProgram.path(of: "buildah") != nil, "buildah is not installed"))
struct BuildahTests {
    /// What a run leaves behind that is no content: mount points and what the runtimes write.
    private static let ignored: Set<String> = [
        "dev", "proc", "sys", "run", "etc/hosts", "etc/resolv.conf", "etc/hostname",
    ]

    @Test("copies, links, archives, owners, removals and stages give the same tree")
    func trees() async throws {
        let fixture = try BuildFixture([
            "a.txt": "one", "dir/x": "x", "dir/sub/y": "y", "tree/f": "inside", ".dockerignore": "dir/ignored\n",
            "dir/ignored": "",
        ])
        _ = try HostProgram.run("tar", ["-czf", "tree.tgz", "-C", "tree", "."], in: fixture.context.path)
        try fixture.context.handle.openDirectory(Array("dir".utf8)).makeSymbolicLink(
            Array("link".utf8), target: Array("sub/y".utf8))
        try fixture.context.write("Dockerfile", Self.dockerfile)
        let ours = try await fixture.build(Self.dockerfile)
        let theirs = try buildah(fixture)
        let difference = try Self.listing(fixture.tree(of: ours)).difference(
            from: Self.listing(OverlayMount.make(lowers: fixture.store.stack(of: theirs).lowerDirectories).root()))
        #expect(difference.isEmpty, "\(difference.map { "\($0)" }.joined(separator: "\n"))")
        let configuration = try fixture.store.configuration(of: theirs).value.config
        #expect(ours.configuration.config.environment == configuration.environment)
        #expect(ours.configuration.config.command == configuration.command)
        #expect(ours.configuration.config.workingDirectory == configuration.workingDirectory)
        #expect(ours.configuration.config.user == configuration.user)
    }

    private static let dockerfile = """
        FROM docker.io/library/busybox:test AS made
        RUN echo made > /made && chown 5:6 /made && chmod 4711 /made
        FROM docker.io/library/busybox:test
        ENV A=b
        COPY a.txt /copied/
        COPY dir /dir/
        COPY --chown=alice:staff dir/x /owned
        ADD tree.tgz /unpacked/
        COPY --from=made /made /from/stage
        RUN rm /dir/x && mkdir -m 1777 /sticky && ln -s /dir /to-dir && echo $A > /environment
        RUN rm -r /unpacked && mkdir /unpacked && echo new > /unpacked/new
        WORKDIR /work
        COPY a.txt relative
        USER alice
        CMD ["sh"]

        """

    /// Builds with buildah in a store of its own, and loads the result beside ours.
    private func buildah(_ fixture: BuildFixture) throws -> Image {
        let base = fixture.test.directory.path.appending("base.tar")
        let image = try fixture.store.requireImage(named: "busybox:test")
        try fixture.store.export([(image, [ImageReference(parsing: "busybox:test")])], as: .docker, toFile: base)
        let root = fixture.test.directory.path.appending("buildah")
        let layout = fixture.test.directory.path.appending("buildah-layout")
        let options = "--root \(root) --runroot \(root)-run --storage-driver vfs"
        let script = """
            umount /sys/fs/cgroup/unified 2>/dev/null
            set -e
            id=$(buildah \(options) pull -q docker-archive:\(base))
            buildah \(options) tag $id docker.io/library/busybox:test
            buildah \(options) bud -q --isolation chroot --pull-never -t result \(fixture.context.path)
            buildah \(options) push -q result oci:\(layout):result
            """
        let (status, output) = try HostProgram.run("unshare", ["-m", "sh", "-c", script])
        try #require(status == 0, "\(output)")
        return try #require(try fixture.store.load(path: layout, name: nil).first)
    }

    /// A line per entry: path, type, mode, owner, and what it holds.
    private static func listing(_ root: DirectoryHandle) throws -> [String] {
        var lines: [String] = []
        func walk(_ directory: DirectoryHandle, _ prefix: String) throws {
            for entry in try directory.entries().sorted(by: { ByteOrder.precedes($0.name, $1.name) }) {
                let path = prefix + String(decoding: entry.name, as: UTF8.self)
                if ignored.contains(path) { continue }
                let status = try directory.status(of: entry.name)
                var line =
                    "\(path) \(status.kind) \(String(status.permissions, radix: 8)) \(status.userID):\(status.groupID)"
                switch status.kind {
                case .regular: line += " \(Digest.of(try directory.openFile(entry.name).readAll()).short)"
                case .symbolicLink: line += " \(String(decoding: try directory.readLink(entry.name), as: UTF8.self))"
                default: break
                }
                lines.append(line)
                if status.kind == .directory { try walk(directory.openDirectory(entry.name), path + "/") }
            }
        }
        try walk(root, "")
        return lines
    }
}
