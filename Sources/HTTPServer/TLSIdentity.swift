import CServerTLS

/// Who a server says that it is: a chain of certificates and the key of the first.
public final class TLSIdentity: @unchecked Sendable {
    // Unchecked: the pointer never changes, and OpenSSL counts the context's users atomically.
    let context: OpaquePointer
    /// The moments between which clients take the first certificate, in seconds since 1970.
    public let validity: (begin: Int64, end: Int64)

    /// Why an identity cannot be used.
    public enum Unusable: Error, Hashable {
        /// The first text holds no certificate, or one that is too weak for OpenSSL.
        case noCertificate
        /// The second text holds no key.
        case noKey
        /// The key wants a password.
        case protectedKey
        /// The key is that of another certificate.
        case otherKey
        /// There is no memory for it.
        case noMemory
    }

    /// Reads two texts in PEM.
    public init(certificate: [UInt8], key: [UInt8]) throws(Unusable) {
        var fault = CSERVERTLS_NO_MEMORY
        var times: (Int64, Int64) = (0, 0)
        let context = withUnsafeMutablePointer(to: &times) { times in
            times.withMemoryRebound(to: Int64.self, capacity: 2) {
                cservertls_context(certificate, certificate.count, key, key.count, $0, &fault)
            }
        }
        guard let context else {
            switch fault {
            case CSERVERTLS_NO_CERTIFICATE: throw .noCertificate
            case CSERVERTLS_NO_KEY: throw .noKey
            case CSERVERTLS_PROTECTED_KEY: throw .protectedKey
            case CSERVERTLS_OTHER_KEY: throw .otherKey
            default: throw .noMemory
            }
        }
        self.context = context
        validity = (times.0, times.1)
    }

    deinit { SSL_CTX_free(context) }
}
