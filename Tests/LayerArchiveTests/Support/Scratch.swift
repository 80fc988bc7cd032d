import LinuxSystem
import SystemPackage

/// A directory that a test works in; removed with all it holds when the test ends.
final class Scratch {
    let path: String
    let handle: DirectoryHandle
    private let name: [UInt8]

    init() throws {
        let text = "strata-archive-" + String(UInt64.random(in: 0 ... .max), radix: 36)
        name = Array(text.utf8)
        path = "/tmp/" + text
        let parent = try DirectoryHandle.open("/tmp")
        try parent.makeDirectory(name)
        handle = try parent.openDirectory(name)
    }

    deinit { try? DirectoryHandle.open("/tmp").removeTree(name) }

    /// Makes a directory in it.
    func directory(_ name: String) throws -> DirectoryHandle {
        let bytes = Array(name.utf8)
        if try handle.statusIfPresent(of: bytes) == nil { try handle.makeDirectory(bytes) }
        return try handle.openDirectory(bytes)
    }

    /// The path of a name in it.
    func path(_ name: String) -> String { path + "/" + name }

    /// A new file in it.
    func file(_ name: String) throws -> FileHandle { try FileHandle.open(FilePath(path(name)), 0o102 | 0o1000) }
}

/// Runs a shell command and gives what it wrote; a failed one is an error with its output.
@discardableResult
func shell(_ command: String, in directory: String = "/tmp") throws -> String {
    let (process, output) = try start(command, in: directory)
    let text = String(decoding: try output.readAll(), as: UTF8.self)
    let status = try process.wait()
    if status != .exited(0) { throw CommandFailure(command: command, status: status, output: text) }
    return text
}

/// Starts a command; the only end of the pipe that stays open here is the one to read from.
private func start(_ command: String, in directory: String) throws -> (ProcessHandle, FileHandle) {
    let pipe = try Pipe.make()
    var request = ProcessRequest("/bin/bash", ["-c", command])
    request.workingDirectory = FilePath(directory)
    request.standardOutput = pipe.writeEnd.descriptor
    request.standardError = pipe.writeEnd.descriptor
    return (try ProcessSpawner.spawn(request), pipe.readEnd)
}

struct CommandFailure: Error, CustomStringConvertible {
    let command: String
    let status: ProcessExit
    let output: String
    var description: String { "\(command): \(status): \(output)" }
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
