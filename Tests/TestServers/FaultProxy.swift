import LinuxSystem
import SystemPackage

/// A proxy before a registry that does what is asked and now and then something else; it ends with the object.
public final class FaultProxy: Sendable {
    /// `127.0.0.1:PORT`: to be asked in place of the registry.
    public let host: String
    private let directory: FilePath
    private let process: ProcessHandle

    /// Starts a proxy before a server on this machine.
    ///
    /// Each line of `faults` is one, done to the first requests that fit: `COUNT METHOD PATH-PART ACTION [VALUE]`. Actions: `status CODE`,
    /// `cut BYTES` (of the answer's body), `swallow BYTES` (of the request's body, then the connection is closed), `page` (a web page),
    /// `redirect ADDRESS`, `retry SECONDS` (429 with that `Retry-After`), `whole` (the range that is asked for is not looked at),
    /// `stall` (nothing comes any more).
    public init(before port: Int, _ faults: String) throws {
        directory = FilePath("/tmp/strata-proxy-\(UInt64.random(in: 0...UInt64.max))")
        let folder = try RegistryServer.make(directory)
        try folder.createFile(Array("faults".utf8)).write(Array(faults.utf8))
        var script = FilePath(#filePath)
        script.removeLastComponent()
        script.append("proxy.py")
        process = try ProcessSpawner.spawn(
            ProcessRequest("/usr/bin/python3", [script.string, directory.string, "\(port)"]))
        host = "127.0.0.1:\(try WebServer.port(in: directory.appending("port")))"
    }

    deinit {
        process.kill()
        _ = try? process.waitWithoutCancellation()
        try? DirectoryHandle.open("/tmp").removeTree(Array((directory.lastComponent?.string ?? "").utf8))
    }

    /// What was asked so far: `GET /v2/app/blobs/sha256:… bytes=5-9 auth`.
    public func log() -> [String] {
        guard let file = try? FileHandle.open(directory.appending("log")), let bytes = try? file.readAll() else {
            return []
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
