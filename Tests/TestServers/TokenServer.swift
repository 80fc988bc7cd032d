import LinuxSystem
public import SystemPackage

/// A server of tokens as docker's registry takes them; it knows `tester` with the password `secret` and the identity token
/// `refresh-secret`, and lets everybody else read what begins with `public/`. It ends with the object.
public final class TokenServer: Sendable {
    /// Where tokens are had.
    public let address: String
    /// What signs them.
    public var certificate: FilePath { directory.appending("authority.pem") }
    private let directory: FilePath
    private let process: ProcessHandle

    /// Starts a server whose tokens are good for some seconds.
    public init(seconds: Int = 3600) throws {
        directory = FilePath("/tmp/strata-token-\(UInt64.random(in: 0...UInt64.max))")
        _ = try RegistryServer.make(directory)
        try TestCertificates.make(in: directory)
        var script = FilePath(#filePath)
        script.removeLastComponent()
        script.append("token.py")
        process = try ProcessSpawner.spawn(
            ProcessRequest("/usr/bin/python3", [script.string, directory.string, "\(seconds)"]))
        address = "http://127.0.0.1:\(try WebServer.port(in: directory.appending("port")))/token"
    }

    deinit {
        process.kill()
        _ = try? process.waitWithoutCancellation()
        try? DirectoryHandle.open("/tmp").removeTree(Array((directory.lastComponent?.string ?? "").utf8))
    }

    /// The requests for tokens so far: `GET tester repository:a/b:pull`.
    public func log() -> [String] {
        guard let file = try? FileHandle.open(directory.appending("log")), let bytes = try? file.readAll() else {
            return []
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
