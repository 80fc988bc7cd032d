import CServerTLS
public import SystemPackage

/// Who a server says that it is: a chain of certificates and the key of the first.
public final class TLSIdentity: @unchecked Sendable {
    // Unchecked: the pointer never changes, and OpenSSL counts the context's users atomically.
    let context: OpaquePointer

    /// Why an identity cannot be used.
    public struct Unusable: Error, CustomStringConvertible {
        /// OpenSSL's words.
        public let description: String
    }

    /// Reads two files in PEM.
    ///
    /// - Throws: `Unusable` where one cannot be read, or the key is not the certificate's.
    public init(certificate: FilePath, key: FilePath) throws(Unusable) {
        var reason = [CChar](repeating: 0, count: 256)
        guard let context = cservertls_context(certificate.string, key.string, &reason, reason.count) else {
            let text = reason.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            throw Unusable(description: String(decoding: text, as: UTF8.self))
        }
        self.context = context
    }

    deinit { SSL_CTX_free(context) }
}
