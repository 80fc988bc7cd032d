internal import LinuxSystem
internal import OCI
internal import Synchronization
internal import Transport

/// One place where a repository is: a host, the path there, how it is spoken to, and who asks.
final class Endpoint: Sendable {
    /// How a host is spoken to.
    enum Security: Sendable, Hashable {
        /// By https with a trusted certificate.
        case secure
        /// This machine: by http where that is what it speaks, else by https with a trusted certificate.
        case loopback
        /// By https with any certificate, or else by http: as the configuration allows.
        case insecure
    }

    /// The host that is asked, with its port.
    let host: String
    /// The repository's path there.
    let path: String
    let retries: RetryPolicy
    private let security: Security
    private let client: HTTPClient
    private let authorizer: Authorizer
    private let state = Mutex(State())

    private struct State {
        var scheme: String?
        /// Who has answered: the registry, and servers that it sent to.
        var answered: Set<HTTPAddress.Origin> = []
        var isGivenUp = false
        var namesTags = false
    }

    /// Whether it had a problem of its own, so that another place is asked from now on.
    var isGivenUp: Bool { state.withLock { $0.isGivenUp } }

    /// Notes why it did not help. What it only does not have says nothing of the next question.
    func note(_ error: RegistryError) {
        DebugLog.note("registry", "the mirror \(host) does not help: \(error.message)")
        if [.noAnswer, .unavailable, .rateLimited].contains(error.code) { state.withLock { $0.isGivenUp = true } }
    }

    /// Whether it said here what a tag stands for: what that names is asked for here, too.
    var namesTags: Bool { state.withLock { $0.namesTags } }

    /// Notes that it said what a tag stands for.
    func noteTag() { state.withLock { $0.namesTags = true } }

    init(
        host: String, path: String, security: Security, settings: HTTPClient.Settings, retries: RetryPolicy,
        wantsIdentity: Bool = false, find: @escaping @Sendable () async throws -> Credential?
    ) {
        self.host = host
        self.path = path
        self.security = security
        self.retries = retries
        client = HTTPClient(settings)
        authorizer = Authorizer(
            host: host, isInsecure: security == .insecure, client: client, retries: retries,
            wantsIdentity: wantsIdentity, find: find)
    }

    /// What the server of tokens gave to be shown in place of the password, where that was wanted.
    var identity: Credential? { authorizer.identity }

    /// The address of something in the registry: `tags/list` of the repository.
    func address(_ target: String) async throws -> HTTPAddress { try await root("\(path)/\(target)") }

    /// The address of the registry's interface itself.
    func base() async throws -> HTTPAddress { try await root("") }

    /// The address of what a header field points to, which may be relative.
    ///
    /// A registry behind a proxy that ends TLS is known to name itself with http, where credentials do not go and blobs should not, and
    /// behind one that listens elsewhere without a port: what differs in the scheme alone, or has no port, is of the origin that was asked.
    func address(pointing written: String, from base: HTTPAddress) throws -> HTTPAddress {
        // As browsers have it (RFC 3986 knows no spaces).
        let text = written.split(separator: " ", omittingEmptySubsequences: false).joined(separator: "%20")
        let server = base.text.prefix { $0 != "?" }
        let start = server.firstRange(of: "://")?.upperBound ?? server.startIndex
        let path = server[start...].firstIndex(of: "/") ?? server.endIndex
        if text.hasPrefix("//") { return try address(pointing: "\(base.origin.scheme):\(text)", from: base) }
        if text.hasPrefix("/") { return try HTTPAddress(parsing: server[..<path] + text) }
        if text.hasPrefix("?") { return try HTTPAddress(parsing: server + text) }
        guard text.contains("://") else {
            let folder = server[start...].lastIndex(of: "/").map { server[...$0] } ?? server + "/"
            return try HTTPAddress(parsing: folder + text)
        }
        let address = try HTTPAddress(parsing: text)
        guard base.origin.isSame(but: address.origin) || !address.hasPort && base.origin.host == address.origin.host
        else { return address }
        return try HTTPAddress(parsing: "\(server[..<path])\(address.target)")
    }

    /// One request, tried again while that helps, with what the registry wants to see. `retries` are those of the settings, if none are
    /// given.
    ///
    /// `request` is asked anew for each try, as a try may go on where the one before ended; `progress` says how many bytes of the
    /// whole have arrived. With `isOptional`, a registry that has a problem with the request is not asked again. The answer is the
    /// last one, whatever its status; 401 only where it came from another host.
    ///
    /// - Throws: `noAnswer`, `unauthorized`; what the callbacks throw.
    func send(
        _ scope: Scope, isOptional: Bool = false, retries: RetryPolicy? = nil, progress: () -> Int64 = { 0 },
        onHead: HTTPClient.Head = { _, _ in },
        to sink: HTTPClient.Sink, _ request: () async throws -> HTTPRequest
    ) async throws -> HTTPResponse {
        var tries = Retries(retries ?? self.retries, done: progress())
        var isRenewed = false
        while true {
            var delay: Duration?
            do {
                var request = try await request()
                let shown = try await isOwn(request.address) ? authorizer.authorization(for: scope) : nil
                if let shown { request.headers["Authorization"] = shown }
                let response = try await ask(request, onHead, to: sink)
                state.withLock { $0.answered.formUnion([request.address.origin, response.address.origin]) }
                if response.status == 401, response.address.origin == request.address.origin,
                    try await isOwn(request.address)
                {
                    guard !isRenewed else {
                        let subject = scope == .none ? host : "\(host)/\(path)"
                        throw authorizer.hindrance ?? Refusal(response).error("asking", subject, host: host)
                    }
                    isRenewed = true
                    try await authorizer.answer(response, to: shown, for: scope)
                    continue
                }
                isRenewed = false
                guard !isOptional, let wait = tries.delay(after: response) else { return response }
                delay = wait
                DebugLog.note("registry", "\(request.address): \(response.status), again in \(wait)")
            } catch let error as TransportError {
                isRenewed = false
                let isKnown = state.withLock { state in
                    error.redirectTarget.map(state.answered.contains) ?? !state.answered.isEmpty
                }
                guard let wait = tries.delay(after: error, isKnown: isKnown, done: progress()) else {
                    throw noAnswer(error)
                }
                delay = wait
                DebugLog.note("registry", "\(error.message), again in \(wait)")
            }
            if let delay { try await Task.sleep(for: delay) }
        }
    }

    /// One request whose answer's body nobody wants.
    func send(
        _ scope: Scope, isOptional: Bool = false, progress: () -> Int64 = { 0 },
        _ request: () async throws -> HTTPRequest
    ) async throws -> HTTPResponse {
        try await send(scope, isOptional: isOptional, progress: progress, to: { _ in }) {
            var request = try await request()
            request.wantsBody = false
            return request
        }
    }

    /// One exchange. An address of another host was given by the registry, as that of an upload: where nobody answers there, that is told
    /// as of a redirect.
    private func ask(
        _ request: HTTPRequest, _ onHead: HTTPClient.Head, to sink: HTTPClient.Sink
    ) async throws -> HTTPResponse {
        do { return try await client.send(request, to: sink, onHead: onHead) } catch var error as TransportError {
            if error.redirectTarget == nil, try await !isOwn(request.address) {
                error.redirectTarget = request.address.origin
            }
            throw error
        }
    }

    /// Whether an address is of this registry: nobody else is shown what it wants to see.
    private func isOwn(_ address: HTTPAddress) async throws -> Bool { address.origin == (try await root("")).origin }

    // MARK: how the host is spoken to

    private func root(_ target: String) async throws -> HTTPAddress {
        try await address(target, by: scheme())
    }

    /// An address of this host. One that cannot be is said of the name, and nobody is asked.
    private func address(_ target: String, by scheme: String) throws(RegistryError) -> HTTPAddress {
        do { return try HTTPAddress(parsing: "\(scheme)://\(host)/v2/\(target)") } catch {
            throw RegistryError(.noAnswer, "\(host): no registry can have this name", hint: error.hint, cause: error)
        }
    }

    private func scheme() async throws -> String {
        if security == .secure { return "https" }
        if let known = state.withLock({ $0.scheme }) { return known }
        let order = security == .loopback ? ["http", "https"] : ["https", "http"]
        let found = try await isSpoken(order[0]) ? order[0] : order[1]
        state.withLock { $0.scheme = found }
        return found
    }

    /// Whether the host speaks so. Nothing that is secret goes with the question.
    private func isSpoken(_ scheme: String) async throws -> Bool {
        let address = try address("", by: scheme)
        do {
            var request = HTTPRequest(.get, address)
            request.wantsBody = false
            let response = try await client.send(request)
            // A server that speaks https only answers 400 to http.
            return response.status != 400 || scheme == "https"
        } catch let error as TransportError where error.code == .unreachable && scheme == "http" {
            throw noAnswer(error)
        } catch let error as TransportError {
            // Whoever sends elsewhere, in a circle or to what is no web address, has answered; who wants a certificate, too.
            return [.tooManyRedirects, .badAddress, .certificateRefused].contains(error.code) || error.wantedCertificate
        }
    }
}

extension HTTPAddress.Origin {
    /// Whether another origin differs in the scheme alone, and the port that goes with it.
    fileprivate func isSame(but other: HTTPAddress.Origin) -> Bool {
        let isUsual = other.port == (other.scheme == "https" ? 443 : 80)
        return host == other.host && scheme != other.scheme && (port == other.port || isUsual)
    }
}
