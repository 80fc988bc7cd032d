internal import LinuxSystem
internal import OCI
internal import Synchronization
internal import Transport

/// What is shown to one registry: a password, or tokens, each for what it was given for.
final class Authorizer: Sendable {
    private struct Token {
        let text: String
        let end: ContinuousClock.Instant
    }

    private struct State {
        var challenge: Challenge?
        var tokens: [String: Token] = [:]
        var credential: Credential??
        var identity: String?
    }

    private let host: String
    private let client: HTTPClient
    private let retries: RetryPolicy
    private let wantsIdentity: Bool
    private let find: @Sendable () async throws -> Credential?
    private let state = Mutex(State())

    /// What the server of tokens gave to be shown in place of the password, where that was wanted.
    var identity: Credential? { state.withLock { $0.identity }.map { .identityToken($0) } }

    /// Makes one for a registry; `find` gives the credential and is called once, when the registry wants one.
    init(
        host: String, client: HTTPClient, retries: RetryPolicy, wantsIdentity: Bool,
        find: @escaping @Sendable () async throws -> Credential?
    ) {
        self.host = host
        self.client = client
        self.retries = retries
        self.wantsIdentity = wantsIdentity
        self.find = find
    }

    /// The value of `Authorization` for a request, as far as it is known; `nil` before the registry has asked for one.
    func authorization(for scope: Scope) -> String? {
        state.withLock { state in
            switch (state.challenge?.scheme, state.credential ?? nil) {
            case ("basic", let credential?): credential.basic
            case ("bearer", .bearer(let token)): "Bearer " + token
            case ("bearer", _):
                state.tokens[scope.text].flatMap { $0.end > .now ? "Bearer " + $0.text : nil }
            default: nil
            }
        }
    }

    /// Makes what the registry asks for with an answer 401 to a request that showed `shown`.
    ///
    /// - Throws: `unauthorized` where nothing else can be shown than was.
    func answer(_ response: HTTPResponse, to shown: String?, for scope: Scope) async throws {
        guard let challenge = Challenge.preferred(response.headers.values(of: "WWW-Authenticate")) else {
            throw refusal("it does not say how", response)
        }
        let credential = try await credential()
        state.withLock { state in
            state.challenge = challenge
            if shown != nil { state.tokens[scope.text] = nil }
        }
        if case .bearer = credential, shown == nil { return }
        switch challenge.scheme {
        case "bearer": try await renew(challenge, credential, scope)
        default:
            guard credential?.basic != nil else { throw refusal(nil, response) }
            if shown != nil { throw refusal("it does not accept the password", response) }
        }
    }

    private func credential() async throws -> Credential? {
        if let known = state.withLock({ $0.credential }) { return known }
        let found = try await find()
        DebugLog.note("registry", "\(host): asks as \(found?.description ?? "nobody")")
        state.withLock { $0.credential = found }
        return found
    }

    private func renew(_ challenge: Challenge, _ credential: Credential?, _ scope: Scope) async throws {
        var request = TokenRequest(host: host, challenge: challenge, credential: credential, scope: scope)
        if case .password = credential { request.wantsIdentity = wantsIdentity }
        let token = try await request.send(client, retries)
        state.withLock {
            $0.identity = token.identity ?? $0.identity
            $0.tokens[scope.text] = Token(text: token.text, end: .now + .seconds(max(1, token.seconds - 5)))
        }
    }

    private func refusal(_ words: String?, _ response: HTTPResponse) -> RegistryError {
        let refusal = Refusal(response)
        return RegistryError(
            .unauthorized,
            "\(host): the registry wants to know who asks" + (words.map { ", but \($0)" } ?? "")
                + (refusal.words.map { ": \($0)" } ?? ""),
            hint: "strata login \(host == Repository.hubHost ? "" : host)".trimmedEnd)
    }
}

extension String {
    fileprivate var trimmedEnd: String { hasSuffix(" ") ? String(dropLast()) : self }
}

/// What a token is wanted for: `repository:library/nginx:pull`.
struct Scope: Hashable, Sendable {
    /// The parts, each for one repository.
    let parts: [String]

    /// No right at all: to see whether somebody is known.
    static let none = Scope(parts: [])

    static func pull(_ path: String) -> Scope { Scope(parts: ["repository:\(path):pull"]) }
    static func push(_ path: String) -> Scope { Scope(parts: ["repository:\(path):pull,push"]) }
    static func delete(_ path: String) -> Scope { Scope(parts: ["repository:\(path):pull,delete"]) }

    /// The same and the right to read another repository of the registry.
    func adding(readsFrom path: String) -> Scope { Scope(parts: parts + ["repository:\(path):pull"]) }

    /// All parts as one text.
    var text: String { parts.joined(separator: " ") }
}
