internal import CLinux

/// A socket at which another program hands over an open descriptor, as OCI runtimes do with a container's terminal.
public final class DescriptorSocket: Sendable {
    /// What becomes readable when somebody connects.
    public let listener: FileHandle

    /// Listens at a new name in a directory.
    public init(in directory: DirectoryHandle, named name: String) throws(SystemError) {
        // A socket's address is a path of 107 bytes at most: this one is short wherever the directory is.
        let path = "/proc/self/fd/\(directory.descriptor)/\(name)"
        listener = FileHandle(owning: try check("listen at", name) { clinux_listen(path).orErrno })
    }

    /// Waits for the other program and takes what it hands over.
    ///
    /// - Throws: `EBADMSG` where what comes is no descriptor.
    public func receive() throws(SystemError) -> FileHandle {
        let connection = FileHandle(
            owning: try check("accept at", "a socket") { clinux_accept(listener.descriptor).orErrno })
        return FileHandle(
            owning: try check("receive", "a descriptor") {
                clinux_receive_descriptor(connection.descriptor).orErrno
            })
    }
}
