import LinuxSystem
import Synchronization
import SystemPackage

/// The directory of a test's server, and the processes that run there; they end with the object, and the directory goes.
final class ServerPlace: Sendable {
    let directory: FilePath
    private let processes = Mutex<[ProcessHandle]>([])
    private static let lastPort = Mutex(Int.random(in: 20_000..<30_000))

    /// A port for a server that has to be told one: no other server of this run gets it, nor does the kernel give it to anybody by
    /// itself, as it begins at 32768.
    static func newPort() -> Int {
        lastPort.withLock { port in
            port = port < 32_000 ? port + 1 : 20_000
            return port
        }
    }

    /// Makes an empty directory.
    init(_ kind: String) throws {
        directory = FilePath("/tmp/strata-\(kind)-\(UInt64.random(in: 0...UInt64.max))")
        try DirectoryHandle.open("/tmp").makeDirectory(Self.name(of: directory))
    }

    deinit {
        for process in processes.withLock({ $0 }) {
            process.kill()
            _ = try? process.waitWithoutCancellation()
        }
        try? DirectoryHandle.open("/tmp").removeTree(Self.name(of: directory))
    }

    /// Starts a process that belongs to the server.
    func start(_ request: ProcessRequest) throws {
        let process = try ProcessSpawner.spawn(request)
        processes.withLock { $0.append(process) }
    }

    /// Starts a Python script that lies beside this file.
    func start(python script: String, _ arguments: String...) throws {
        var path = FilePath(#filePath)
        path.removeLastComponent()
        path.append(script)
        try start(ProcessRequest("/usr/bin/python3", [path.string, directory.string] + arguments))
    }

    /// Writes a file.
    func write(_ name: String, _ text: String) throws {
        try DirectoryHandle.open(directory).createFile(Array(name.utf8)).write(Array(text.utf8))
    }

    /// The lines of the file `log` so far.
    func log() -> [String] {
        guard let file = try? FileHandle.open(directory.appending("log")), let bytes = try? file.readAll() else {
            return []
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private static func name(of directory: FilePath) -> [UInt8] {
        Array((directory.lastComponent?.string ?? "").utf8)
    }
}
