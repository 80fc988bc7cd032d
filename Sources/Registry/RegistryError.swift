/// Why a registry did not do what was asked.
///
/// Messages name the registry and the repository; they never hold a password or a token.
public struct RegistryError: Error, Sendable, CustomStringConvertible {
    /// What kind of thing went wrong.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The registry has no such manifest, blob or repository, or hides it from who asks.
        ///
        /// To do: check name and tag (`strata tags NAME` lists them); if the repository is private, log in.
        case notFound
        /// The registry wants to know who asks, or does not accept the credentials.
        ///
        /// To do: `strata login REGISTRY`, with a user that may use the repository.
        case unauthorized
        /// The registry knows who asks and refuses it.
        ///
        /// To do: ask the owner of the repository for the right to do this.
        case denied
        /// The registry wants fewer requests.
        ///
        /// To do: log in, which raises the limit at many registries, or try again later.
        case rateLimited
        /// The registry refuses the request for a reason of its own.
        ///
        /// To do: what the registry says itself is in the message.
        case refused
        /// The registry has a problem, and has it still after several tries.
        ///
        /// To do: try again later; the registry's own log says more.
        case unavailable
        /// No answer came from the registry, and none after several tries.
        ///
        /// To do: check the name and the network; the error behind this one says what was met.
        case noAnswer
        /// What the registry sends is not what was asked for: another digest, another size, a web page.
        ///
        /// To do: pull again; if it stays so, the registry or something before it is broken or hostile.
        case wrongContent
        /// A manifest has more than 4 MiB, or a list more than is read.
        ///
        /// To do: nothing here; no registry has to take manifests of this size, and one that sends them is hostile or broken.
        case tooLarge
        /// A file with settings or credentials cannot be read: `config.json`, `auth.json`, `registries.conf`.
        ///
        /// To do: mend the place that is named, or move the file away.
        case badSettings
        /// A credential helper does not do what it is asked.
        ///
        /// To do: run `docker-credential-NAME list` by hand, or take the helper out of `credsStore` and `credHelpers`.
        case helperFailed
        /// The configuration forbids the registry.
        ///
        /// To do: take `blocked = true` out of `registries.conf`.
        case blocked
    }

    /// What kind of thing went wrong.
    public let code: Code
    /// What was being done, to what, and what was found.
    public let message: String
    /// What to do next.
    public let hint: String?
    /// The error that led to this one.
    public let cause: (any Error)?

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
