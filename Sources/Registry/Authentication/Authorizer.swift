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
        var hindrance: RegistryError?
    }

    private let host: String
    private let isInsecure: Bool
    private let client: HTTPClient
    private let retries: RetryPolicy
    private let wantsIdentity: Bool
    private let find: @Sendable () async throws -> Credential?
    private let state = Mutex(State())

    /// What the server of tokens gave to be shown in place of the password, where that was wanted.
    var identity: Credential? { state.withLock { $0.identity }.map { .identityToken($0) } }

    /// Why nobody could be found who asks, where that was so: what everybody may do is done nevertheless.
    var hindrance: RegistryError? { state.withLock { $0.hindrance } }

    /// Makes one for a registry; `find` gives the credential and is called once, when the registry wants one.
    init(
        host: String, isInsecure: Bool, client: HTTPClient, retries: RetryPolicy, wantsIdentity: Bool,
        find: @escaping @Sendable () async throws -> Credential?
    ) {
        self.host = host
        self.isInsecure = isInsecure
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
        case "bearer":
            do { try await renew(challenge, credential, scope) } catch let error as RegistryError
                where error.code == .unauthorized
            { throw hindrance ?? error }
        default:
            guard credential?.basic != nil else { throw hindrance ?? refusal(nil, response) }
            if shown != nil { throw refusal("it does not accept the password", response) }
        }
    }

    private func credential() async throws -> Credential? {
        if let known = state.withLock({ $0.credential }) { return known }
        var found: Credential?
        do { found = try await find() } catch let error as RegistryError
            where error.code == .helperFailed || error.code == .badSettings
        {
            // As docker has it: what is public can be read where a helper is not installed, or is locked, or an entry is broken.
            DebugLog.note("registry", "\(host): \(error.message)")
            state.withLock { $0.hindrance = error }
        }
        DebugLog.note("registry", "\(host): asks as \(found?.description ?? "nobody")")
        state.withLock { $0.credential = found }
        return found
    }

    private func renew(_ challenge: Challenge, _ credential: Credential?, _ scope: Scope) async throws {
        var request = TokenRequest(host: host, challenge: challenge, credential: credential, scope: scope)
        request.isInsecure = isInsecure
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

    /// This, and what the registry itself names besides (`named`): behind a proxy it may know the repository by another path, and
    /// some want another word for what is done, such as `*` for a deletion. Where no right is wanted, none is asked for.
    func adding(named: String?) -> Scope {
        if parts.isEmpty { return self }
        var result = parts
        for other in (named ?? "").split(separator: " ").map(String.init) {
            guard let index = result.firstIndex(where: { Self.resource($0) == Self.resource(other) }) else {
                result.append(other)
                continue
            }
            let known = Self.actions(result[index])
            result[index] += Self.actions(other).filter { !known.contains($0) }.map { "," + $0 }.joined()
        }
        return Scope(parts: result)
    }

    /// A part without what is done: `repository:library/nginx`.
    private static func resource(_ part: String) -> Substring {
        part.lastIndex(of: ":").map { part[..<$0] } ?? part[...]
    }

    /// What is done in a part: `pull`, `push`.
    private static func actions(_ part: String) -> [Substring] {
        part.lastIndex(of: ":").map { part[part.index(after: $0)...].split(separator: ",") } ?? []
    }

    /// All parts as one text.
    var text: String { parts.joined(separator: " ") }
}
