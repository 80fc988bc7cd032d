internal import Glibc
public import SystemPackage

/// A socket of one's own that hands every connection on to another socket of the host (unix(7)).
///
/// Whoever may connect to it speaks to the other side as this process. It serves on a thread of its own until the object
/// goes; connections end then.
public final class SocketRelay: Sendable {
    private let stop: Pipe

    /// Makes a socket in a directory and serves it.
    ///
    /// - Parameters:
    ///   - target: the socket of the host to which connections are handed on.
    ///   - directory: where the socket is made.
    ///   - name: its name there.
    public init(
        to target: FilePath, in directory: DirectoryHandle, name: String, permissions: UInt16, user: UInt32,
        group: UInt32
    ) throws(SystemError) {
        let place = FilePath("/proc/self/fd/\(directory.descriptor)/\(name)")
        let listener = try LocalSocket.listen(place)
        try directory.setPermissions(permissions, of: Array(name.utf8))
        try directory.setOwner(user: user, group: group, of: Array(name.utf8))
        stop = try Pipe.make()
        let server = RelayServer(listener: listener, target: target, stop: stop.readEnd)
        DedicatedThread.start { server.serve() }
    }

    deinit {
        // The thread sees the end of the pipe when this object's end of it is closed.
        withExtendedLifetime(stop) {}
    }

    /// Whether a path is a socket that answers.
    public static func canConnect(to path: FilePath) -> Bool { (try? LocalSocket.connect(path)) != nil }
}

/// Sockets of the family that lives in the file system.
enum LocalSocket {
    static func listen(_ path: FilePath) throws(SystemError) -> FileHandle {
        let handle = try make(path)
        try check("bind", path.string) { withAddress(path) { bind(handle.descriptor, $0, $1) } }
        try check("listen on", path.string) { Glibc.listen(handle.descriptor, 16) }
        return handle
    }

    static func connect(_ path: FilePath) throws(SystemError) -> FileHandle {
        let handle = try make(path)
        try check("connect to", path.string) { withAddress(path) { Glibc.connect(handle.descriptor, $0, $1) } }
        return handle
    }

    private static func make(_ path: FilePath) throws(SystemError) -> FileHandle {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        return FileHandle(owning: try check("make a socket for", path.string) { socket(AF_UNIX, kind, 0) })
    }

    /// A path that is too long for an address gives one that names nothing.
    private static func withAddress(
        _ path: FilePath, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.string.utf8)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard bytes.count < room else {
            errno = ENAMETOOLONG
            return -1
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return withUnsafePointer(to: &address) { pointer in
            // SAFETY: sockaddr_un begins with the members of sockaddr; the pointer is used for the call alone.
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}

/// Accepts and copies, on one thread.
private struct RelayServer: Sendable {
    let listener: FileHandle
    let target: FilePath
    let stop: FileHandle

    func serve() {
        var pairs: [(FileHandle, FileHandle)] = []
        while true {
            let all = [stop, listener] + pairs.flatMap { [$0.0, $0.1] }
            let ready = Readiness.wait(for: all.map(\.descriptor), milliseconds: -1)
            if ready[0] { return }
            for index in pairs.indices.reversed() {
                let (near, far) = pairs[index]
                let isOpen =
                    (!ready[2 + 2 * index] || pass(from: near, to: far))
                    && (!ready[3 + 2 * index] || pass(from: far, to: near))
                if !isOpen { pairs.remove(at: index) }
            }
            if ready[1], let near = accepted(), let far = try? LocalSocket.connect(target) { pairs.append((near, far)) }
        }
    }

    private func accepted() -> FileHandle? {
        let descriptor = accept(listener.descriptor, nil, nil)
        if descriptor < 0 { return nil }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        return FileHandle(owning: descriptor)
    }

    /// Hands on what there is; `false` at the end of the connection. Requests and answers of an agent are small.
    private func pass(from source: FileHandle, to target: FileHandle) -> Bool {
        withUnsafeTemporaryAllocation(byteCount: 65536, alignment: 16) { buffer in
            guard let count = try? source.read(into: buffer), count > 0 else { return false }
            return (try? target.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))) != nil
        }
    }
}
