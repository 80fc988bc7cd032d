internal import CLinux

/// The two ends of a pipe(7).
public struct Pipe: Sendable {
    /// The end that is read.
    public let readEnd: FileHandle
    /// The end that is written; the reader sees the end of the data when all copies of it are closed.
    public let writeEnd: FileHandle

    /// Makes a pipe, close-on-exec at both ends.
    public static func make() throws(SystemError) -> Pipe {
        var ends: (Int32, Int32) = (-1, -1)
        try check("make", "a pipe") {
            withUnsafeMutableBytes(of: &ends) {
                clinux_pipe($0.assumingMemoryBound(to: Int32.self).baseAddress).orErrno
            }
        }
        return Pipe(readEnd: FileHandle(owning: ends.0), writeEnd: FileHandle(owning: ends.1))
    }
}
