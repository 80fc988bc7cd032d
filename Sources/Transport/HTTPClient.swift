internal import CCurl
internal import LinuxSystem
internal import Synchronization

/// Asks servers, one exchange after the other on each connection, any number of connections at once.
///
/// A connection stays open for the next request to the same server. Nothing is initialised before the first request.
public final class HTTPClient: Sendable {
    /// How a client behaves.
    public struct Settings: Sendable, Hashable {
        /// Which proxies are used.
        public var proxies = ProxySettings()
        /// Who is trusted.
        public var trust: TrustSettings
        /// The socket of this machine (unix(7)) that all requests go to, whatever host their addresses name.
        public var socketPath: String?
        /// How long a connection may take to come about, in seconds.
        public var connectSeconds = 30
        /// How long nothing may arrive, or next to nothing, in seconds.
        public var stallSeconds = 60
        /// What is sent as `User-Agent`.
        public var userAgent = "strata"

        /// Takes proxies and certificates from an environment.
        public init(environment: [String: String]) {
            proxies = ProxySettings(environment: environment)
            trust = TrustSettings(environment: environment)
        }
    }

    /// Takes bytes of a body as they arrive. It is called on the thread of the exchange, with the response's status and headers
    /// known; what it throws ends the exchange.
    public typealias Sink = (UnsafeRawBufferPointer) throws -> Void

    /// Takes status and header fields of a successful answer before the first byte of its body goes to the sink. What it throws
    /// ends the exchange. An answer without a body does not come here.
    public typealias Head = (Int, HTTPHeaders) throws -> Void

    private static let redirectLimit = 10
    /// libcurl's state for the whole process, made when the first client asks for something.
    private static let isReady = ccurl_initialize() == 0

    private let settings: Settings
    private let idle = Mutex<[Connection]>([])

    /// Makes a client.
    public init(_ settings: Settings) { self.settings = settings }

    /// Sends a request and hands the body of a successful answer to the sink while it arrives.
    ///
    /// Any answer is a result, whatever its status. Redirects are followed, ten at most; credentials stay with the origin that
    /// they were for. The call blocks its thread: run it on the executor for blocking work. A cancelled task ends it at once.
    ///
    /// - Throws: `TransportError`; `CancellationError`; what the sink or the body throws.
    public func send(
        _ request: HTTPRequest, to sink: Sink = { _ in }, onHead: Head = { _, _ in }
    ) async throws -> HTTPResponse {
        guard Self.isReady else { throw TransportError(.interrupted, "the HTTP library does not start") }
        var request = request
        let first = request.address
        for _ in 0...Self.redirectLimit {
            let exchange: Exchange
            do { exchange = try await perform(request, onHead, to: sink) } catch var error as TransportError {
                if request.address.origin != first.origin { error.redirectTarget = request.address.origin }
                throw error
            }
            guard let target = exchange.redirect, request.followsRedirects else { return exchange.response }
            DebugLog.note("http", "\(request.address): \(exchange.response.status), to another address")
            try request.follow(target, status: exchange.response.status)
        }
        throw TransportError(
            .tooManyRedirects, "\(first): the server sent to another address \(Self.redirectLimit) times",
            hint: "use the address at the end itself")
    }

    /// One exchange, on a connection that is free or a new one.
    private func perform(_ request: HTTPRequest, _ onHead: Head, to sink: Sink) async throws -> Exchange {
        let connection = idle.withLock { $0.popLast() } ?? Connection()
        let exchange: Exchange
        do {
            exchange = try await withTaskCancellationHandler {
                try connection.perform(request, settings, onHead, to: sink)
            } onCancel: {
                connection.wake()
            }
        } catch let error as TransportError where error.code == .stalled {
            // Where the network is gone, each of the others would be waited for as long.
            idle.withLock { $0 = [] }
            throw error
        }
        // A connection whose exchange failed goes with it.
        idle.withLock { $0.append(connection) }
        return exchange
    }
}

/// An answer, and where it sends to.
struct Exchange {
    let response: HTTPResponse
    /// The absolute address of a redirect.
    let redirect: String?
}

extension HTTPRequest {
    /// Turns the request into what a redirect asks for: credentials do not go to another origin, and 303 (and, as all clients
    /// have it, 301 and 302 after a POST) asks with GET.
    mutating func follow(_ target: String, status: Int) throws(TransportError) {
        guard let next = try? HTTPAddress(parsing: target) else {
            throw TransportError(
                .badAddress, "\(address): the server sends to “\(target)”, which is no http or https address")
        }
        let before = address.origin
        if next.origin != before {
            for name in ["Authorization", "Cookie", "Proxy-Authorization"] { headers[name] = nil }
            address = next
        } else {
            address = next.credentials == nil ? next.with(address.credentials) : next
        }
        if status == 303 && method != .head || [301, 302].contains(status) && method == .post {
            method = .get
            body = nil
        }
        if hasSecretBody, body != nil, address.origin != before {
            throw TransportError(
                .badAddress,
                "\(before.authority) sends what is secret on to \(address.origin.authority), where it does not go")
        }
    }
}
