internal import Registry
internal import Synchronization
internal import Transport

/// The registries that were of no use to the caches of a build: they are asked no more in it.
final class GivenUpRegistries: Sendable {
    private let errors = Mutex<[String: RegistryError]>([:])

    /// Notes why a registry did not help, if the next question would meet the same.
    ///
    /// - Parameter isOfBlob: Whether it was asked for a blob: it may have a problem with that one alone.
    func note(_ error: RegistryError, of host: String, isOfBlob: Bool = false) {
        let isLasting: Bool
        switch error.code {
        // One that sent to another server, which is silent, has answered.
        case .noAnswer: isLasting = (error.cause as? TransportError)?.redirectTarget == nil
        case .rateLimited: isLasting = true
        case .unavailable: isLasting = !isOfBlob
        default: isLasting = false
        }
        if isLasting { errors.withLock { $0[host] = $0[host] ?? error } }
    }

    /// Whether a registry is asked for nothing more.
    func has(_ host: String) -> Bool { errors.withLock { $0[host] != nil } }

    /// Refuses what would be asked of a registry that was given up.
    ///
    /// - Parameter isWriting: Whether it is to be given something: one that counts who loads may take it.
    /// - Throws: `RegistryError` with the code for which it was given up.
    func check(_ host: String, isWriting: Bool = false) throws {
        guard let error = errors.withLock({ $0[host] }) else { return }
        if isWriting, error.code == .rateLimited { return }
        let found =
            switch error.code {
            case .rateLimited: "wanted fewer requests before"
            case .unavailable: "had a problem before"
            default: "did not answer before"
            }
        throw RegistryError(
            error.code, "\(host): the registry \(found), and is not asked again in this build", hint: error.hint,
            cause: error)
    }
}
