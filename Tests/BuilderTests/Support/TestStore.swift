import Builder
import LayerArchive
import LinuxSystem
import OCI
import Storage
import SystemPackage
import Testing

/// A store of its own in a temporary directory, with a busybox image in it; gone with the object.
final class TestStore: Sendable {
    let directory: TemporaryDirectory
    let store: Store
    private let isSmall: Bool

    /// With `isSmall` the store lies on a disk of its own, with little more room than the image takes.
    init(isSmall: Bool = false) throws {
        directory = try TemporaryDirectory()
        self.isSmall = isSmall
        if isSmall { try Self.run("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", directory.path.string]) }
        store = try Store.open(root: directory.path.appending("store"))
        try addBusybox()
    }

    deinit {
        // The directory cannot be removed while it is mounted; that is told where it is removed.
        if isSmall { try? Self.run("umount", ["-l", directory.path.string]) }
    }

    private static func run(_ program: String, _ arguments: [String]) throws {
        let status = try ProcessSpawner.spawn(ProcessRequest(FilePath("/bin/\(program)"), arguments))
            .waitWithoutCancellation()
        try #require(status == .exited(0), "\(program) \(arguments)")
    }

    var builder: ImageBuilder { ImageBuilder(store: store) }

    /// An image `busybox:test` of Debian's static busybox, with a shell and some accounts.
    private func addBusybox() throws {
        let work = try store.makeWorkDirectory()
        let writer = LayerWriter(into: try DirectoryHandle.open(work.upper), mtimeRule: .all)
        func directory(_ path: String, _ mode: UInt16 = 0o755) throws {
            try writer.add(
                LayerEntry(path: Array(path.utf8), kind: .directory, permissions: mode, modified: 1_700_000_000))
        }
        try directory("bin")
        let busybox = try FileHandle.open("/bin/busybox")
        let size = try busybox.status().size
        try writer.copy(
            LayerEntry(
                path: Array("bin/busybox".utf8), kind: .regular(size: size), permissions: 0o755, modified: 1_700_000_000
            ),
            from: busybox)
        for applet in Self.applets.sorted() {
            try writer.add(
                LayerEntry(
                    path: Array("bin/\(applet)".utf8), kind: .symbolicLink(target: Array("busybox".utf8)),
                    permissions: 0o777, modified: 1_700_000_000))
        }
        for (path, mode) in [("dev", UInt16(0o755)), ("etc", 0o755)] { try directory(path, mode) }
        func file(_ path: String, _ text: String) throws {
            try writer.add(
                LayerEntry(path: Array(path.utf8), kind: .regular(size: 0), modified: 1_700_000_000),
                bytes: Array(text.utf8))
        }
        try file("etc/group", "root:x:0:\nstaff:x:50:\n")
        try file("etc/passwd", "root:x:0:0:root:/root:/bin/sh\nalice:x:1000:50:Alice:/home:/bin/sh\n")
        for (path, mode) in [("proc", UInt16(0o755)), ("root", 0o700), ("sys", 0o755), ("tmp", 0o1777), ("usr", 0o755)]
        {
            try directory(path, mode)
        }
        let summary = try writer.finish()
        let layer = try store.commitLayer(work, summary: summary, created: Timestamp(seconds: 1_700_000_000)).layer
        var configuration = ImageConfiguration(platform: .host, created: Timestamp(seconds: 1_700_000_000))
        configuration.config.environment = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]
        configuration.config.command = ["sh"]
        configuration.history = [HistoryEntry(created: Timestamp(seconds: 1_700_000_000), createdBy: "test base")]
        _ = try store.addImage(
            configuration: configuration, layers: [layer], references: [try ImageReference(parsing: "busybox:test")])
    }

    private static let applets = [
        "cat", "chmod", "chown", "cp", "date", "echo", "env", "false", "find", "id", "ln", "ls", "mkdir", "mv", "pwd",
        "rm",
        "sh", "sleep", "stat", "tar", "test", "touch", "true", "head", "seq", "sync", "mkfifo", "kill", "ps",
    ]
}

/// A directory that is removed with the object.
final class TemporaryDirectory: Sendable {
    let path: FilePath
    private let name: [UInt8]

    init() throws {
        let name = "strata-test-\(UInt64.random(in: 0...UInt64.max))"
        path = FilePath("/tmp").appending(name)
        self.name = Array(name.utf8)
        try DirectoryHandle.open("/tmp").makeDirectory(self.name, permissions: 0o755)
    }

    deinit {
        try? DirectoryHandle.open("/tmp").removeTree(name)
    }

    var handle: DirectoryHandle { get throws { try DirectoryHandle.open(path) } }

    /// Writes a file, making the directories above it.
    func write(_ name: String, _ text: String, permissions: UInt16 = 0o644) throws {
        var directory = try handle
        var parts = name.split(separator: "/").map { Array($0.utf8) }
        let last = parts.removeLast()
        for part in parts {
            if try directory.statusIfPresent(of: part) == nil { try directory.makeDirectory(part) }
            directory = try directory.openDirectory(part)
        }
        try directory.removeTree(last)
        let file = try directory.createFile(last, permissions: 0o600)
        try file.write(Array(text.utf8))
        try file.setPermissions(permissions)
    }
}
