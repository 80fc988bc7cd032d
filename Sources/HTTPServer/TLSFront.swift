import CMicroHTTP
import CServerTLS
import LinuxSystem
import Synchronization

/// Stands before a server: takes connections, speaks TLS with the other side, and hands the server one end of a pair of sockets.
///
/// Each connection has a thread, which moves bytes in the direction in which there are some.
final class TLSFront: Sendable {
    private let socket: ListeningSocket
    private let identity: TLSIdentity
    private let idleSeconds: Int32
    private let places: Semaphore
    private let stop: Pipe
    private let isStopped = Atomic<Bool>(false)

    /// Hands a connection to the server, which owns it from then on.
    typealias Handover =
        @Sendable (_ connection: Int32, _ address: UnsafePointer<sockaddr>, _ length: socklen_t) -> Void

    init(_ socket: ListeningSocket, _ identity: TLSIdentity, _ limits: HTTPServer.Limits) throws(SystemError) {
        self.socket = socket
        self.identity = identity
        idleSeconds = Int32(limits.idleSeconds)
        places = Semaphore(limits.connections)
        stop = try Pipe.make()
    }

    /// Takes connections on a thread of its own until `end()`.
    func begin(_ handover: @escaping Handover) {
        DedicatedThread.start { [self] in
            while !isStopped.load(ordering: .acquiring) {
                let ready = Readiness.wait(for: [socket.descriptor, stop.readEnd.descriptor], milliseconds: -1)
                if ready[0], !isStopped.load(ordering: .acquiring) { take(handover) }
            }
        }
    }

    /// Takes no more connections; those that are there go on.
    func end() {
        isStopped.store(true, ordering: .releasing)
        // Nobody but the thread reads it; where it cannot be written the thread has been woken already.
        try? stop.writeEnd.write([0])
    }

    /// Ends a connection that no server takes any more.
    static func close(_ connection: Int32) { _ = FileHandle(owning: connection) }

    private func take(_ handover: Handover) {
        places.wait()
        var address = sockaddr_storage()
        var length: socklen_t = 0
        let descriptor = cservertls_accept(socket.descriptor, idleSeconds, &address, &length)
        var ends: [Int32] = [-1, -1]
        guard descriptor >= 0 else { return places.signal() }
        let outer = FileHandle(owning: descriptor)
        guard cservertls_pair(&ends) == 0 else { return places.signal() }
        let inner = FileHandle(owning: ends[0])
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { handover(ends[1], $0, length) }
        }
        DedicatedThread.start { [self] in
            TLSRelay(outer, inner, identity)?.run()
            places.signal()
        }
    }
}

/// One connection: what one side sends goes to the other, until one ends.
private struct TLSRelay {
    private let outer: FileHandle
    private let inner: FileHandle
    private let session: OpaquePointer

    /// `nil` where OpenSSL has no memory for it.
    init?(_ outer: FileHandle, _ inner: FileHandle, _ identity: TLSIdentity) {
        guard let session = SSL_new(identity.context) else { return nil }
        SSL_set_fd(session, outer.descriptor)
        (self.outer, self.inner, self.session) = (outer, inner, session)
    }

    // SAFETY: the session is freed at the end of `run`, and used by its thread alone.

    func run() {
        defer { SSL_free(session) }
        guard SSL_accept(session) == 1 else { return }
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        var takesMore = true
        while true {
            let isBuffered = SSL_pending(session) > 0
            let ready = Readiness.wait(
                for: [takesMore ? outer.descriptor : -1, inner.descriptor], milliseconds: isBuffered ? 0 : -1)
            if takesMore, isBuffered || ready[0] {
                let count = buffer.withUnsafeMutableBytes { SSL_read(session, $0.baseAddress, Int32($0.count)) }
                if count <= 0 { return }
                takesMore = send(buffer[..<Int(count)])
            }
            if ready[1] {
                guard let count = try? buffer.withUnsafeMutableBytes({ try inner.read(into: $0) }), count > 0 else {
                    break
                }
                let sent = buffer.withUnsafeBytes { SSL_write(session, $0.baseAddress, Int32(count)) }
                if sent <= 0 { return }
            }
        }
        SSL_shutdown(session)
    }

    /// Hands bytes to the server; `false` where that takes no more, though it may still have something to say.
    private func send(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.withUnsafeBytes { (try? inner.write($0)) != nil }
    }
}
