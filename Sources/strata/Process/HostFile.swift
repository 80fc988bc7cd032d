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

    /// Writes a file under another name and renames it, so that nobody reads half of it.
    static func replace(_ path: FilePath, with bytes: [UInt8]) throws(SystemError) {
        let name = path.lastComponent?.string ?? "file"
        let temporary = path.removingLastComponent().appending(".\(name).\(getpid())")
        try FileHandle.open(temporary, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o644).write(bytes)
        guard rename(temporary.string, path.string) == 0 else {
            let number = errno
            unlink(temporary.string)
            throw SystemError(number, "write", path.string)
        }
    }

    /// Removes a file; nothing happens where there is none.
    static func remove(_ path: FilePath) throws(SystemError) {
        if unlink(path.string) != 0, errno != ENOENT { throw SystemError(errno, "remove", path.string) }
    }
}
