internal import LinuxSystem
internal import OCI
internal import Transport

/// Buys a token from the server that a registry names (distribution, "Token Authentication Specification" and its OAuth 2 form).
struct TokenRequest {
    /// A token and how long it is good for.
    struct Token {
        let text: String
        let seconds: Int64
        /// A token that buys others later on, where one was wanted and the server gives such.
        let identity: String?
    }

    let host: String
    let challenge: Challenge
    let credential: Credential?
    let scope: Scope
    /// Whether a token is wanted, too, that takes the place of the password from now on.
    var wantsIdentity = false
    /// Whether the registry's host is spoken to without TLS, as the user has it.
    var isInsecure = false

    private static let sizeLimit = 1 << 20

    /// Asks for the token.
    ///
    /// - Throws: `unauthorized`, `noAnswer`, `wrongContent`, and what else the answer says.
    func send(_ client: HTTPClient, _ retries: RetryPolicy) async throws -> Token {
        var request = try request()
        var tries = Retries(retries)
        while true {
            var body: [UInt8] = []
            do {
                let response = try await client.send(request) { bytes in
                    guard body.count + bytes.count <= Self.sizeLimit else {
                        throw RegistryError(.tooLarge, "\(request.address): the token has more than 1 MiB")
                    }
                    body.append(contentsOf: bytes)
                }
                if let delay = tries.delay(after: response) {
                    try await Task.sleep(for: delay)
                    continue
                }
                if request.method == .post, response.status == 404 || response.refusesMethod {
                    // Not every server knows the form of OAuth 2; the other one all know (distribution, "OAuth2 Token Authentication").
                    request = try query(to: address())
                    continue
                }
                return try token(response, body)
            } catch let error as TransportError {
                guard let delay = tries.delay(after: error, isKnown: false) else {
                    throw RegistryError(
                        .noAnswer, "\(host): no token comes from \(request.address.origin.host)", hint: error.hint,
                        cause: error)
                }
                try await Task.sleep(for: delay)
            }
        }
    }

    private func request() throws -> HTTPRequest {
        let address = try address()
        if case .identityToken(let token) = credential { return form(to: address, token) }
        return try query(to: address)
    }

    /// Where tokens are had.
    private func address() throws -> HTTPAddress {
        let realm = challenge.parameters["realm"] ?? ""
        guard let address = try? HTTPAddress(parsing: realm) else {
            throw RegistryError(
                .wrongContent, "\(host): the registry wants a token from “\(realm)”, which is no address",
                hint: "tell the registry's owner: the realm of its token server has to begin with https://")
        }
        guard credential == nil || address.origin.scheme == "https" || isPlain(address) else {
            throw RegistryError(
                .unauthorized, "\(host): the registry wants the password to be sent to \(address) in the clear",
                hint: "tell the registry's owner: its token server has to be reached by https")
        }
        return address
    }

    /// What every request says, as fields of a form or a query.
    private var service: [(String, String)] { challenge.parameters["service"].map { [("service", $0)] } ?? [] }

    /// The form of OAuth 2: it has all scopes in one field, and servers read one alone.
    private func form(to address: HTTPAddress, _ token: String) -> HTTPRequest {
        let scope = scope.adding(named: challenge.parameters["scope"])
        var fields = service + (scope.parts.isEmpty ? [] : [("scope", scope.text)])
        fields += [("grant_type", "refresh_token"), ("client_id", "strata"), ("refresh_token", token)]
        var request = HTTPRequest(
            .post, address, headers: ["Content-Type": "application/x-www-form-urlencoded"],
            body: HTTPRequest.Body(Array(PercentEncoding.query(fields).utf8)))
        request.hasSecretBody = true
        return request
    }

    /// The form that every server knows: what is wanted in the query, and who asks as in basic authentication.
    private func query(to address: HTTPAddress) throws -> HTTPRequest {
        let scope = scope.adding(named: challenge.parameters["scope"])
        var fields = service + scope.parts.map { ("scope", $0) }
        if case .password(let user, _) = credential { fields.append(("account", user)) }
        if wantsIdentity { fields += [("offline_token", "true"), ("client_id", "strata")] }
        let separator = address.text.contains("?") ? "&" : "?"
        let query = fields.isEmpty ? "" : separator + PercentEncoding.query(fields)
        var request = HTTPRequest(.get, try HTTPAddress(parsing: address.text + query))
        var shown = credential
        // As containerd has it.
        if case .identityToken(let token) = credential { shown = .password(user: "", password: token) }
        if let basic = shown?.basic { request.headers["Authorization"] = basic }
        return request
    }

    /// Whether no secret is lost by plain HTTP: the token server is on this machine, or the user lets that host have it in that way.
    private func isPlain(_ address: HTTPAddress) -> Bool {
        let registry = try? HTTPAddress(parsing: "http://\(host)/").origin  // no host: then it is no such one
        return HostName.isLoopback(address.origin.host) || isInsecure && registry?.host == address.origin.host
    }

    private func token(_ response: HTTPResponse, _ body: [UInt8]) throws -> Token {
        guard response.isSuccess else {
            let refusal = Refusal(response)
            let code: RegistryError.Code = [400, 401, 403].contains(response.status) ? .unauthorized : refusal.code
            throw RegistryError(
                code, "\(host): no token for \(who): \(refusal.words ?? refusal.statusWords)",
                hint: code == .unauthorized ? "strata login" + (host == Repository.hubHost ? "" : " \(host)") : nil)
        }
        guard let value = try? JSONValue(parsing: body),
            let text = [value["token"], value["access_token"]].compactMap({ $0?.stringValue }).first(where: {
                !$0.isEmpty
            })
        else {
            throw RegistryError(
                .wrongContent, "\(host): \(response.address.origin.host) sends something that is no token")
        }
        let identity = value["refresh_token"]?.stringValue.flatMap { $0.isEmpty || !wantsIdentity ? nil : $0 }
        return Token(
            text: text, seconds: min(max(value["expires_in"]?.intValue ?? 60, 60), 86_400), identity: identity)
    }

    private var who: String {
        if case .password(let user, _) = credential { return user }
        return credential == nil ? "somebody unknown" : "the identity token"
    }
}
