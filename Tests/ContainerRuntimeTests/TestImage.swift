import ContainerRuntime
import LinuxSystem
import SystemPackage

/// A busybox image for one test: a lower layer, and an upper directory for each container; removed at the end.
final class TestImage {
    let directory: FilePath
    let lower: FilePath
    private let handle: DirectoryHandle

    init() throws {
        let parent = try DirectoryHandle.open("/tmp")
        let name = "strata-test-\(UInt64.random(in: 0...UInt64.max))"
        try parent.makeDirectory(Array(name.utf8))
        directory = FilePath("/tmp").appending(name)
        handle = try DirectoryHandle.open(directory)
        lower = directory.appending("lower")
        try makeLower()
    }

    deinit {
        let parent = try? DirectoryHandle.open("/tmp")
        try? parent?.removeTree(Array((directory.lastComponent?.string ?? "").utf8))
    }

    private func makeLower() throws {
        try handle.makeDirectory(Array("lower".utf8))
        try handle.makeDirectory(Array("lower/bin".utf8))
        try handle.makeDirectory(Array("lower/etc".utf8))
        let program = try FileHandle.open("/bin/busybox").readAll()
        try write("lower/bin/busybox", program, permissions: 0o755)
        for name in [
            "sh", "true", "cat", "id", "echo", "ls", "grep", "hostname", "sleep", "kill", "mount", "ip", "stty",
        ] {
            try handle.makeSymbolicLink(Array("lower/bin/\(name)".utf8), target: Array("busybox".utf8))
        }
        try write(
            "lower/etc/passwd", Array("root:x:0:0:root:/root:/bin/sh\nworker:x:1000:1001::/home/worker:/bin/sh\n".utf8))
        try write(
            "lower/etc/group", Array("root:x:0:\nwheel:x:10:root,worker\nstaff:x:1001:\nextra:x:50:worker\n".utf8))
    }

    func write(_ path: String, _ bytes: [UInt8], permissions: UInt16 = 0o644) throws {
        let file = try handle.openFile(Array(path.utf8), FileHandle.createExclusively)
        try file.write(bytes)
        try file.setPermissions(permissions)
    }

    /// A writable view of the image with an upper directory of its own.
    func container(_ name: String = "upper", method: OverlayMount.Method? = nil) throws -> DetachedMount {
        try handle.makeDirectory(Array(name.utf8))
        try handle.makeDirectory(Array("\(name)-work".utf8))
        return try OverlayMount.make(
            lowers: [lower], upper: directory.appending(name), work: directory.appending("\(name)-work"), method: method
        )
    }

    /// Runs a shell command and gives its exit code and what it wrote.
    func run(
        _ command: String, _ change: (inout ContainerRequest) -> Void = { _ in }
    ) throws -> (code: Int32, output: String, error: String) {
        var request = ContainerRequest(
            root: try container("upper\(UInt32.random(in: 0...UInt32.max))"), arguments: ["sh", "-c", command])
        change(&request)
        var output: [UInt8] = []
        var error: [UInt8] = []
        let code = try ContainerProcess.run(request) { stream, bytes in
            if stream == .standardOutput { output += bytes } else { error += bytes }
        }
        return (code, String(decoding: output, as: UTF8.self), String(decoding: error, as: UTF8.self))
    }
}
