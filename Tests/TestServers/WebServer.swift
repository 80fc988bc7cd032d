import LinuxSystem
import Synchronization
public import SystemPackage

/// A web server of a test's own on this machine, with a directory of files; it ends with the object.
public final class WebServer: Sendable {
    /// The port on 127.0.0.1.
    public let port: Int
    /// What is served.
    public let files: FilePath
    /// The authority that signed the server's certificate, where it speaks TLS.
    public var authority: FilePath { place.directory.appending("authority.pem") }
    private let place: ServerPlace
    private let seen = Mutex(0)

    /// Starts a server; with `isSecure`, one whose certificate for `localhost` is signed by an authority of its own.
    public init(isSecure: Bool = false) throws {
        place = try ServerPlace("web")
        let directory = place.directory
        files = directory.appending("files")
        try DirectoryHandle.open(directory).makeDirectory(Array("files".utf8))
        if isSecure { try TestCertificates.make(in: directory) }
        var script = FilePath(#filePath)
        script.removeLastComponent()
        script.append("web.py")
        let keys = isSecure ? " '\(directory)/server.pem' '\(directory)/server.key'" : ""
        let command = "exec python3 '\(script)' '\(files)' '\(directory)/log'\(keys) > '\(directory)/port'"
        try place.start(ProcessRequest("/bin/sh", ["-c", command]))
        port = try Self.port(in: directory.appending("port"))
    }

    /// An address of the server.
    public func address(_ path: String, scheme: String = "http", user: String = "") -> String {
        "\(scheme)://\(user)localhost:\(port)/\(path)"
    }

    /// Puts a file there.
    public func write(_ name: String, _ bytes: [UInt8], modified: Int64 = 1_600_000_000) throws {
        let folder = try DirectoryHandle.open(files)
        try folder.removeTree(Array(name.utf8))
        let file = try folder.createFile(Array(name.utf8))
        try file.write(bytes)
        try file.setModified(FileTime(seconds: modified))
    }

    /// The requests since the last look.
    public func takeLog() throws -> [String] {
        // The log is never removed: a request that is written meanwhile would be in none.
        let lines = place.log()
        return seen.withLock { seen in
            defer { seen = lines.count }
            return Array(lines.dropFirst(seen))
        }
    }

    static func port(in path: FilePath) throws -> Int {
        // It comes when the server listens; a server that does not start has written why to standard error.
        for _ in 0..<600 {
            if let text = try? String(decoding: FileHandle.open(path).readAll(), as: UTF8.self), text.hasSuffix("\n"),
                let port = Int(text.dropLast())
            {
                return port
            }
            try pause()
        }
        throw NotStarted(what: "the web server")
    }

    private static func pause() throws {
        _ = try ProcessSpawner.spawn(ProcessRequest("/bin/sleep", ["0.05"])).waitWithoutCancellation()
    }
}

/// A server, or what it needs, did not start; why is on standard error.
public struct NotStarted: Error {
    let what: String
}
