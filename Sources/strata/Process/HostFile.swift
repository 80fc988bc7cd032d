internal import Glibc
import LinuxSystem
import SystemPackage

/// Files of the user that commands read and write.
enum HostFile {
    /// All of standard input.
    static func standardInput() throws(SystemError) -> [UInt8] {
        try standardInputHandle().readAll()
    }

    /// A line of standard input without its end; empty at the end of the input.
    static func lineOfStandardInput() -> String { readLine() ?? "" }

    /// Standard input, to be read once.
    static func standardInputHandle() throws(SystemError) -> FileHandle { try duplicate(0, "read", "standard input") }

    /// Standard output, for bytes that are not text.
    static func standardOutputHandle() throws(SystemError) -> FileHandle {
        try duplicate(1, "write", "standard output")
    }

    private static func duplicate(_ number: Int32, _ operation: String, _ name: String) throws(SystemError)
        -> FileHandle
    {
        let copy = fcntl(number, F_DUPFD_CLOEXEC, 3)
        if copy < 0 { throw SystemError(errno, operation, name) }
        return FileHandle(owning: copy)
    }

    /// Whether there is something, links followed.
    static func exists(_ path: FilePath) -> Bool { access(path.string, F_OK) == 0 }

    /// Writes a file under another name and renames it, so that nobody reads half of it. What is there and is no file (a
    /// device, a pipe, what `/dev/stdout` leads to) is written to, and a link stays.
    static func replace(_ path: FilePath, with bytes: [UInt8]) throws(SystemError) {
        switch try OutputPlace(path) {
        case .file(let target): try replaceFile(target, with: bytes)
        case .directory: throw SystemError(EISDIR, "write", path.string)
        case .stream(let stream): try stream.write(bytes)
        }
    }

    private static func replaceFile(_ path: FilePath, with bytes: [UInt8]) throws(SystemError) {
        let name = path.lastComponent?.string ?? "file"
        // A name that nobody can guess, made by this process alone: others may write to the directory too.
        let random = String(UInt64.random(in: 0...UInt64.max), radix: 36)
        let temporary = path.removingLastComponent().appending(".\(name).\(random)")
        do throws(SystemError) {
            try FileHandle.open(temporary, FileHandle.createExclusively, mode: 0o644).write(bytes)
        } catch {
            unlink(temporary.string)
            // The other name is nobody's business.
            throw SystemError(error.number, "write", path.string)
        }
        guard rename(temporary.string, path.string) == 0 else {
            let number = errno
            unlink(temporary.string)
            throw SystemError(number, "write", path.string)
        }
    }

    /// Removes a file, behind links; nothing happens where there is none, or something that is no file.
    static func remove(_ path: FilePath) throws(SystemError) {
        guard case .file(let target) = try OutputPlace(path) else { return }
        if unlink(target.string) != 0, errno != ENOENT { throw SystemError(errno, "remove", path.string) }
    }
}
