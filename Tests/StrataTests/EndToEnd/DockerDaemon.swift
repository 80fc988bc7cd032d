import LinuxSystem
import Synchronization
import SystemPackage
import Testing

/// A dockerd of the tests' own: its socket, its data and its containerd lie in a directory of its own, and it runs in a PID
/// and a mount namespace of its own, so that nothing of it stays behind however the tests end. It has no bridge: containers
/// have the network `host` or `none`.
///
/// `shared()` gives the same one to all who hold it at the same time; the last who lets it go stops it. A suite that carries
/// the trait `.dockerDaemon` holds it from its first test to its last, and is skipped where dockerd is not installed.
/// Its images and containers are everybody's: give yours names that nobody else gives.
final class DockerDaemon: Sendable {
    /// All that belongs to it.
    let directory: FilePath
    private let process: ProcessHandle

    /// The socket, as `DOCKER_HOST` wants it.
    var host: String { "unix://\(directory)/docker.sock" }

    /// What leads a `docker` in the path to this daemon: pass it to `Fixture.shell`.
    var environment: [String: String] {
        let path = ProcessEnvironment.value(of: "PATH") ?? "/usr/sbin:/usr/bin:/sbin:/bin"
        return [
            "DOCKER_HOST": host, "DOCKER_CONFIG": directory.appending("config").string,
            "PATH": "\(directory)/bin:\(Fixture.program.removingLastComponent()):\(path)",
        ]
    }

    /// The client to compare with: a version 28 or newer in `/usr/local/bin`, else Debian's.
    static let client: FilePath = {
        let newer = FilePath("/usr/local/bin/docker")
        let version = try? HostCommand.run("\(newer) --version").output.split(separator: " ").dropFirst(2).first
        let major = version.flatMap { $0.split(separator: ".").first }.flatMap { Int($0) } ?? 0
        return major >= 28 ? newer : "/usr/bin/docker"
    }()

    /// The client that has BuildKit's part of the work in it: Debian's (newer ones want a plugin).
    static let buildClient: FilePath = "/usr/bin/docker"

    private static let running = Mutex(WeakDaemon())

    /// The daemon of this test program; started where nobody holds one.
    static func shared() throws -> DockerDaemon {
        try running.withLock { running in
            if let daemon = running.daemon { return daemon }
            let daemon = try DockerDaemon()
            running.daemon = daemon
            return daemon
        }
    }

    /// Starts one of its own, and waits until it answers.
    init() throws {
        let parent = FilePath(ProcessEnvironment.value(of: "TMPDIR") ?? "/var/tmp")
        let name = "strata-docker-\(String(UInt32.random(in: 0...UInt32.max), radix: 36))"
        try DirectoryHandle.open(parent).makeDirectory(Array(name.utf8))
        directory = parent.appending(name)
        let own = try DirectoryHandle.open(directory)
        for inner in ["bin", "config"] { try own.makeDirectory(Array(inner.utf8)) }
        try own.openDirectory(Array("bin".utf8)).makeSymbolicLink(
            Array("docker".utf8), target: Array(Self.client.string.utf8))
        process = try Self.start(in: directory)
        for _ in 0..<600 {
            if try docker("version").code == 0 { return }
            if try process.waitIfExited() != nil { break }
            pause(milliseconds: 50)
        }
        let log = try HostCommand.run("tail -n 20 '\(directory)/log'").output
        throw TestImageError(description: "dockerd did not answer: \(log)")
    }

    deinit {
        // Its containers' control groups go with the containers; all else goes with the namespaces.
        _ = try? HostCommand.run(
            "docker ps -aq | xargs -r docker rm -f -v; kill $(cat /proc/\(process.processID)/task/*/children)",
            environment: environment)
        for _ in 0..<100 where (try? process.waitIfExited()) == .some(.none) { pause(milliseconds: 50) }
        process.kill()
        _ = try? process.waitWithoutCancellation()
        let name = Array((directory.lastComponent?.string ?? "").utf8)
        // The processes of the namespace end a moment after its first one.
        for _ in 0..<100 {
            if (try? DirectoryHandle.open(directory.removingLastComponent()).removeTree(name)) != nil { return }
            pause(milliseconds: 50)
        }
    }

    /// Runs the client.
    @discardableResult
    func docker(_ arguments: String..., input: FilePath? = nil) throws -> Outcome {
        let words = arguments.map { "'\($0.replacing("'", with: "'\\''"))'" }.joined(separator: " ")
        return try HostCommand.run("docker \(words) < '\(input ?? "/dev/null")'", environment: environment)
    }

    /// Builds a context with BuildKit, on the host's network and without the cache; the options come before the context.
    @discardableResult
    func build(_ context: FilePath, tag: String, options: String = "") throws -> Outcome {
        try HostCommand.run(
            "DOCKER_BUILDKIT=1 \(Self.buildClient) build --network host --no-cache --progress plain "
                + "-t '\(tag)' \(options) '\(context)'", environment: environment)
    }

    private static func start(in directory: FilePath) throws -> ProcessHandle {
        let log = try FileHandle.open(directory.appending("log"), Flags.create)
        let daemon = TestHost.program("dockerd") ?? "/usr/sbin/dockerd"
        var request = ProcessRequest(
            TestHost.program("unshare") ?? "/usr/bin/unshare",
            [
                "--mount", "--pid", "--fork", "--mount-proc", "--kill-child", daemon.string,
                "--host", "unix://\(directory)/docker.sock", "--data-root", "\(directory)/data",
                "--exec-root", "\(directory)/exec", "--pidfile", "\(directory)/pid", "--config-file",
                "\(directory)/none", "--iptables=false", "--ip-masq=false", "--bridge=none",
            ])
        try FileHandle.open(directory.appending("none"), Flags.create).write(Array("{}".utf8))
        request.standardInput = nil
        request.standardOutput = log.descriptor
        request.standardError = log.descriptor
        request.session = .newSession
        return try ProcessSpawner.spawn(request)
    }
}

/// The daemon that somebody holds.
private struct WeakDaemon {
    weak var daemon: DockerDaemon?
}

/// Keeps the daemon from the first test of a suite to its last.
struct DockerDaemonTrait: SuiteTrait, TestScoping {
    let isRecursive = false

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let daemon = TestHost.isRoot && TestHost.program("dockerd") != nil ? try DockerDaemon.shared() : nil
        defer { withExtendedLifetime(daemon) {} }
        try await function()
    }
}

extension Trait where Self == DockerDaemonTrait {
    /// One dockerd for the whole suite: `DockerDaemon.shared()`. Say `.needs("dockerd")` beside it.
    static var dockerDaemon: Self { Self() }
}
