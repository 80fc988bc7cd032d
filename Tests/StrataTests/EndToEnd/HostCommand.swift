import LinuxSystem
import SystemPackage

/// A shell command on this machine, outside of any fixture.
enum HostCommand {
    /// Runs a command line with `/bin/sh` and waits for its end. Variables are added to this process's own.
    @discardableResult
    static func run(_ line: String, environment: [String: String] = [:]) throws -> Outcome {
        let parent = FilePath(ProcessEnvironment.value(of: "TMPDIR") ?? "/var/tmp")
        let name = "strata-command-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
        let output = try TemporaryFile(parent, name + ".out")
        let errors = try TemporaryFile(parent, name + ".err")
        var request = ProcessRequest("/bin/sh", ["-c", line])
        let kept = request.environment.filter { entry in !environment.keys.contains { entry.hasPrefix("\($0)=") } }
        request.environment = kept + environment.map { "\($0.key)=\($0.value)" }
        request.standardInput = nil
        request.standardOutput = output.handle.descriptor
        request.standardError = errors.handle.descriptor
        request.session = .newSession
        let status = try ProcessSpawner.spawn(request).waitWithoutCancellation()
        return Outcome(code: status.code, output: try output.text(), errors: try errors.text())
    }
}

/// A file that is gone with the object.
private final class TemporaryFile {
    let handle: FileHandle
    private let path: FilePath

    init(_ directory: FilePath, _ name: String) throws {
        path = directory.appending(name)
        handle = try FileHandle.open(path, Flags.create)
    }

    deinit {
        try? DirectoryHandle.open(path.removingLastComponent()).removeTree(
            Array((path.lastComponent?.string ?? "").utf8))
    }

    func text() throws -> String { String(decoding: try FileHandle.open(path).readAll(), as: UTF8.self) }
}
