import Glibc
import LinuxSystem
import SystemPackage

/// A directory that a test works in; removed with all it holds when the test ends.
final class Scratch {
    let path: String
    let handle: DirectoryHandle

    init(_ name: String = #function) throws {
        var template = Array("/tmp/strata-archive-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw SystemError(errno, "make directory", "/tmp") }
        path = String(cString: made)
        handle = try DirectoryHandle.open(FilePath(path))
    }

    deinit {
        let name = Array(path.utf8.dropFirst(5))
        try? DirectoryHandle.open("/tmp").removeTree(name)
    }

    /// Makes a directory in it.
    func directory(_ name: String) throws -> DirectoryHandle {
        let bytes = Array(name.utf8)
        if try handle.statusIfPresent(of: bytes) == nil { try handle.makeDirectory(bytes) }
        return try handle.openDirectory(bytes)
    }

    /// The path of a name in it.
    func path(_ name: String) -> String { path + "/" + name }
}

/// Runs a shell command and gives what it wrote; a failed one is an error with its output.
@discardableResult
func shell(_ command: String, in directory: String = "/tmp") throws -> String {
    guard let pipe = popen("cd '\(directory)' && { \(command) ; } 2>&1", "re") else {
        throw SystemError(errno, "run", command)
    }
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 { output += buffer[..<count] }
    let status = pclose(pipe)
    let text = String(decoding: output, as: UTF8.self)
    if status != 0 { throw CommandFailure(command: command, status: status, output: text) }
    return text
}

struct CommandFailure: Error, CustomStringConvertible {
    let command: String
    let status: Int32
    let output: String
    var description: String { "\(command): status \(status): \(output)" }
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
