import CMicroHTTP
public import LinuxSystem
import Synchronization

/// Answers requests over HTTP/1.1 on a socket, each connection on a thread of its own.
///
/// Memory is bounded: by so many connections, each with buffers of a fixed size. Who sends faster than a body is taken, or reads
/// slower than it is answered, waits. A connection on which nothing happens is closed after a while.
public final class HTTPServer: Sendable {
    /// Bounds.
    public struct Limits: Sendable, Hashable {
        /// Connections at once; more wait until one ends.
        public var connections: UInt32 = 256
        /// How long a connection may be silent, in seconds.
        public var idleSeconds: UInt32 = 120
        /// Head and buffers of one connection.
        public var connectionMemory = 256 << 10

        /// The usual ones.
        public init() {}
    }

    /// Decides about a request by its head. It may block; several run at once.
    public typealias Handler = @Sendable (ServerRequest) -> ServerReply
    /// Hears of a request that is over: its status is `nil` where the connection broke before.
    public typealias Log = @Sendable (_ request: ServerRequest, _ status: Int?) -> Void

    private struct State {
        var running = 0
        var isStopping = false
    }

    private let handler: Handler
    private let log: Log
    private let state = Mutex(State())
    private let daemon = Mutex<Daemon?>(nil)
    private let front = Mutex<TLSFront?>(nil)

    /// The library's object.
    private struct Daemon: @unchecked Sendable {
        // Unchecked: the library's functions that are called with it may be called from any thread.
        let pointer: OpaquePointer
    }

    /// Starts to serve.
    ///
    /// - Parameter identity: TLS is spoken with it; without one it is not.
    /// - Returns: `nil` where the system gives no more threads or descriptors.
    public static func start(
        on socket: ListeningSocket, as identity: TLSIdentity? = nil, limits: Limits = Limits(),
        log: @escaping Log = { _, _ in }, _ handler: @escaping Handler
    ) -> HTTPServer? {
        let server = HTTPServer(handler, log)
        // Released in `stop`; until then the library may call.
        let context = Unmanaged.passRetained(server)
        let bounds = cmicrohttp_limits(
            connections: limits.connections, idle_seconds: limits.idleSeconds, memory: limits.connectionMemory)
        guard
            let pointer = cmicrohttp_start(
                identity == nil ? socket.descriptor : -1, bounds, Self.onAccess, Self.onCompletion, context.toOpaque())
        else {
            context.release()
            return nil
        }
        server.daemon.withLock { $0 = Daemon(pointer: pointer) }
        guard let identity else { return server }
        guard let front = try? TLSFront(socket, identity, limits) else {
            server.close()
            return nil
        }
        server.front.withLock { $0 = front }
        front.begin { [weak server] connection, address, length in
            guard let server else { return TLSFront.close(connection) }
            server.daemon.withLock { daemon in
                guard let daemon else { return TLSFront.close(connection) }
                _ = MHD_add_connection(daemon.pointer, connection, address, length)
            }
        }
        return server
    }

    private init(_ handler: @escaping Handler, _ log: @escaping Log) {
        self.handler = handler
        self.log = log
    }

    /// Takes no more connections, lets the requests that run end, and closes what has not ended after a while.
    public func stop(within patience: Duration = .seconds(10)) async {
        state.withLock { $0.isStopping = true }
        front.withLock { $0.take() }?.end()
        daemon.withLock { daemon in _ = daemon.map { MHD_quiesce_daemon($0.pointer) } }
        let end = ContinuousClock.now + patience
        while state.withLock({ $0.running > 0 }), ContinuousClock.now < end {
            do { try await Task.sleep(for: .milliseconds(10)) } catch { break }
        }
        close()
    }

    private func close() {
        guard let daemon = daemon.withLock({ $0.take() }) else { return }
        MHD_stop_daemon(daemon.pointer)
        Unmanaged.passUnretained(self).release()
    }

    private func begin(_ request: ServerRequest) -> ServerReply {
        let isStopping = state.withLock { state in
            state.running += 1
            return state.isStopping
        }
        if isStopping { return .answer(ServerAnswer(503, [("Connection", "close"), ("Retry-After", "1")])) }
        if let fault = request.fault {
            return .answer(
                ServerAnswer(
                    400, [("Connection", "close"), ("Content-Type", "text/plain; charset=utf-8")],
                    body: .bytes(Array("\(fault)\n".utf8))))
        }
        return handler(request)
    }

    private func complete(_ exchange: ServerExchange) {
        exchange.end()
        log(exchange.request, exchange.status)
        state.withLock { $0.running -= 1 }
    }
}

extension HTTPServer {
    // SAFETY: the context is the server, retained until the library has stopped. The state of a request is an exchange, retained
    // from its first call to its completion; the library calls for one connection on one thread at a time.

    private static let onAccess: MHD_AccessHandlerCallback = {
        context, connection, target, method, version, bytes, size, state in
        guard let context, let connection, let size, let state else { return .NO }
        let server = Unmanaged<HTTPServer>.fromOpaque(context).takeUnretainedValue()
        guard let known = state.pointee else {
            let exchange = ServerExchange(
                ServerExchange.request(connection, method: method, target: target, version: version))
            state.pointee = Unmanaged.passRetained(exchange).toOpaque()
            return exchange.begin(server.begin(exchange.request), on: connection) ? .YES : .NO
        }
        let exchange = Unmanaged<ServerExchange>.fromOpaque(known).takeUnretainedValue()
        if size.pointee == 0 { return exchange.finish(on: connection) ? .YES : .NO }
        let goesOn = exchange.take(UnsafeRawBufferPointer(start: bytes, count: size.pointee))
        size.pointee = 0
        return goesOn ? .YES : .NO
    }

    private static let onCompletion: MHD_RequestCompletedCallback = { context, _, state, _ in
        guard let context, let known = state?.pointee else { return }
        state?.pointee = nil
        let exchange = Unmanaged<ServerExchange>.fromOpaque(known).takeRetainedValue()
        Unmanaged<HTTPServer>.fromOpaque(context).takeUnretainedValue().complete(exchange)
    }
}
