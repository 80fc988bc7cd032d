import ContainerRuntime
import LinuxSystem
import SystemPackage

/// A busybox image for one test, and containers of it, each with an upper directory of its own.
struct TestImage {
    let tree: TestTree
    /// The image's only layer.
    var lower: FilePath { tree.path.appending("lower") }

    static let programs = [
        "sh", "true", "cat", "id", "echo", "ls", "grep", "hostname", "sleep", "kill", "mount", "ip", "stty", "mkdir",
        "rm",
        "touch", "mknod", "dd", "pwd", "env", "chmod", "head", "wc", "tty", "sed", "ps", "stat",
    ]

    init() throws {
        tree = try TestTree()
        for name in ["lower", "lower/bin", "lower/etc", "lower/tmp"] { try tree.makeDirectory(name) }
        try tree.write("lower/bin/busybox", try FileHandle.open("/bin/busybox").readAll(), permissions: 0o755)
        for name in Self.programs { try tree.link("lower/bin/\(name)", to: "busybox") }
        try tree.write("lower/etc/passwd", "root:x:0:0:root:/root:/bin/sh\nworker:x:1000:1001::/home/worker:/bin/sh\n")
        try tree.write("lower/etc/group", "root:x:0:\nwheel:x:10:root,worker\nstaff:x:1001:\nextra:x:50:worker\n")
    }

    /// A writable view of the image whose writes go to a directory of that name.
    func container(_ name: String = "upper", method: OverlayMount.Method? = nil) throws -> DetachedMount {
        try tree.makeDirectory(name)
        try tree.makeDirectory("\(name)-work")
        return try OverlayMount.make(
            lowers: [lower], upper: tree.path.appending(name), work: tree.path.appending("\(name)-work"),
            isVolatile: true, method: method)
    }

    /// A request to run a shell command in a new container.
    func request(_ command: String, upper: String? = nil) throws -> ContainerRequest {
        let upper = upper ?? "upper-\(UInt32.random(in: 0...UInt32.max))"
        return ContainerRequest(root: try container(upper), arguments: ["sh", "-c", command])
    }

    /// Runs a shell command in a new container.
    func run(
        _ command: String, upper: String? = nil, _ change: (inout ContainerRequest) -> Void = { _ in }
    ) throws -> TestOutcome {
        var request = try request(command, upper: upper)
        change(&request)
        return try TestOutcome(of: request)
    }
}

/// What a command gave.
struct TestOutcome {
    let code: Int32
    let output: String
    let errors: String

    init(of request: ContainerRequest) throws {
        var output: [UInt8] = []
        var errors: [UInt8] = []
        code = try ContainerProcess.run(request) { stream, bytes in
            if stream == .standardOutput { output += bytes } else { errors += bytes }
        }
        self.output = String(decoding: output, as: UTF8.self)
        self.errors = String(decoding: errors, as: UTF8.self)
    }
}
