internal import OCI

/// Who asks a registry. Its text never shows the secret.
public enum Credential: Sendable, Hashable, CustomStringConvertible {
    /// A user and a password.
    case password(user: String, password: String)
    /// A token that buys other tokens (`identitytoken` in docker's words).
    case identityToken(String)
    /// A token that goes with each request as it is (`registrytoken`).
    case bearer(String)

    /// What a credential helper or a file says: the user `<token>` means that the secret is an identity token.
    init(user: String, secret: String) {
        self = user == Self.tokenUser ? .identityToken(secret) : .password(user: user, password: secret)
    }

    /// The same for a helper to keep.
    var pair: (user: String, secret: String) {
        switch self {
        case .password(let user, let password): (user, password)
        case .identityToken(let token), .bearer(let token): (Self.tokenUser, token)
        }
    }

    private static let tokenUser = "<token>"

    /// Who it is, without the secret.
    public var description: String {
        switch self {
        case .password(let user, _): "\(user):***"
        case .identityToken: "identity token ***"
        case .bearer: "token ***"
        }
    }

    /// The value of `Authorization` for basic authentication (RFC 7617).
    var basic: String? {
        guard case .password(let user, let password) = self else { return nil }
        return "Basic " + Base64.encode(Array("\(user):\(password)".utf8))
    }
}
