import LinuxSystem
import SystemPackage
import Testing

/// A dockerd with a socket and a place of its own.
struct Docker {
    private let directory: FilePath
    private let process: ProcessHandle

    static var isInstalled: Bool { (try? FileHandle.open("/usr/sbin/dockerd")) != nil }

    /// The socket, as `DOCKER_HOST` wants it.
    var host: String { "unix://\(directory)/docker.sock" }

    /// Starts it and waits until it answers.
    init(in place: FilePath) async throws {
        directory = place
        let log = try FileHandle.open(place.appending("dockerd.log"), OpenFlags.newFile)
        var request = ProcessRequest(
            "/usr/sbin/dockerd",
            [
                "-H", "unix://\(place)/docker.sock", "--data-root", "\(place)/docker", "--exec-root", "\(place)/exec",
                "--pidfile", "\(place)/docker.pid", "--iptables=false", "--bridge=none", "--storage-driver", "vfs",
            ])
        request.standardOutput = log.descriptor
        request.standardError = log.descriptor
        process = try ProcessSpawner.spawn(request)
        // It listens before it is ready, and then lets who asks wait.
        for _ in 0..<1200 where (try? FileHandle.open(place.appending("docker.pid"))) == nil || !Self.listens(place) {
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    private static func listens(_ place: FilePath) -> Bool {
        (try? DirectoryHandle.open(place).status(of: Array("docker.sock".utf8))) != nil
    }

    func load(_ archive: FilePath) throws { try Tool.run("docker", ["-H", host, "load", "-i", archive.string]) }

    func stop() async throws {
        let number = String(decoding: try FileHandle.open(directory.appending("docker.pid")).readAll(), as: UTF8.self)
        try Tool.run("kill", [number])
        _ = try process.waitWithoutCancellation()
    }
}
