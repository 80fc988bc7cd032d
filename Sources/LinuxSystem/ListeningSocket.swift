internal import CLinux
internal import Glibc
public import SystemPackage

/// A socket at which programs connect: an address of the Internet, or a path.
///
/// The file at a path goes with the object.
public final class ListeningSocket: Sendable {
    /// Where to listen.
    public enum Address: Hashable, Sendable {
        /// An IPv4 or IPv6 address in numbers, and a port; port 0 lets the kernel choose one.
        case internet(host: String, port: UInt16)
        /// A path of the file system.
        case path(FilePath)

        /// Whether only programs of this machine can connect: loopback addresses (127.0.0.0/8, ::1) and paths.
        public var isLocal: Bool {
            switch self {
            case .internet(let host, _): host.hasPrefix("127.") || host == "::1"
            case .path: true
            }
        }
    }

    /// Where it listens; the port is the real one.
    public let address: Address
    /// The descriptor; owned by this object.
    public let descriptor: Int32
    private let file: (device: UInt64, inode: UInt64)?

    /// Listens. At a path the socket is for its owner alone (mode 0600), and takes the place of one that nobody listens at any more.
    ///
    /// - Throws: `EADDRINUSE` where somebody listens there; `EINVAL` for a host that is no address in numbers; `ENOTSOCK` where
    ///   there is a file of another kind.
    public init(_ address: Address) throws(SystemError) {
        switch address {
        case .internet(let host, let port):
            var chosen = port
            descriptor = try check("listen at", address.description) {
                clinux_listen_internet(host, &chosen).orErrno
            }
            self.address = .internet(host: host, port: chosen)
            file = nil
        case .path(let path):
            descriptor = try check("listen at", path.string) { clinux_listen_local(path.string).orErrno }
            self.address = address
            let status = try? FileHandle.open(path, FileHandle.pathOnly).status()
            file = status.map { ($0.device, $0.inode) }
        }
    }

    deinit {
        close(descriptor)
        // Where another program listens there by now, the file is not ours.
        if case .path(let path) = address, let status = try? FileHandle.open(path, FileHandle.pathOnly).status(),
            let file, (status.device, status.inode) == file
        {
            unlink(path.string)
        }
    }
}

extension ListeningSocket.Address: CustomStringConvertible {
    /// The address as programs are given it.
    public var description: String {
        switch self {
        case .internet(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .path(let path): "unix://\(path)"
        }
    }
}
