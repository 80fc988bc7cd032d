/// Why an exchange with a server did not come to its end.
///
/// Messages never hold user names or passwords of addresses.
public struct TransportError: Error, Sendable, CustomStringConvertible {
    /// What kind of thing went wrong.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The text is no address that begins with `http://` or `https://`.
        ///
        /// To do: write it as `https://host/path`; other kinds of addresses are not fetched.
        case badAddress
        /// The server's name is not known, or nobody answers there.
        ///
        /// To do: check the name and the network; behind a proxy, set `HTTPS_PROXY`.
        case unreachable
        /// The server's certificate is not trusted, or no secure connection came about.
        ///
        /// To do: add the certificate of its authority to the system's (`update-ca-certificates`), or name it with `SSL_CERT_FILE`.
        case untrusted
        /// The server's certificate has ended, begins later, or is for other names.
        ///
        /// To do: ask the server by a name of its certificate; where that has ended, who runs the server renews it, unless this machine's clock is wrong.
        case unfitCertificate
        /// The server wants a certificate of who asks, and was shown none, or none that it takes.
        ///
        /// To do: for a registry, put `NAME.cert` and `NAME.key` into `certs.d/HOST[:PORT]`; see docs/registries.md.
        case certificateRefused
        /// The server does not speak TLS, where https was wanted.
        ///
        /// To do: for a registry that speaks http only, put `insecure = true` into `registries.conf`; elsewhere write `http://`.
        case plainServer
        /// The server answered with a status that is an error.
        ///
        /// To do: 401 and 403 ask for credentials or refuse them, 404 says that the address is wrong, 5xx that the server has a problem.
        case status
        /// A proxy does not let the request through: it wants to know who asks, or forbids the host.
        ///
        /// To do: write user and password into `HTTPS_PROXY`, as `http://USER:PASSWORD@HOST:PORT`; or let `NO_PROXY` name the host.
        case proxyRefused
        /// What came over the connection is no HTTP, or its head has no end. It is not tried again.
        ///
        /// To do: check the name and the port; if they are right, look at the server or at a proxy in between.
        case notHTTP
        /// The connection broke.
        ///
        /// To do: try again; if it stays so, look at the server or at a proxy in between.
        case interrupted
        /// Nothing has arrived for a while.
        ///
        /// To do: try again; if it stays so, look at the network and the server.
        case stalled
        /// The server sends from one address to the next without an end.
        ///
        /// To do: use the last address itself.
        case tooManyRedirects
    }

    /// What kind of thing went wrong.
    public let code: Code
    /// What was being done, to what, and what was found.
    public let message: String
    /// What to do next.
    public let hint: String?
    /// The error that led to this one.
    public var cause: (any Error)?
    /// Where it went wrong, if that is another server: one that the server that was asked had sent to.
    public var redirectTarget: HTTPAddress.Origin?

    /// How long nothing had moved when the exchange was given up for that, in seconds.
    public internal(set) var standstill: Int?

    /// Whether the server had asked for a certificate on the connection that broke, and nothing else came: it speaks TLS, and its
    /// refusal may have been lost.
    public internal(set) var wantedCertificate = false

    /// Makes an error.
    public init(_ code: Code, _ message: String, hint: String? = nil, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
        self.cause = cause
    }

    /// The message.
    public var description: String { message }
}
