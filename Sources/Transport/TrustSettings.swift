internal import LinuxSystem
internal import SystemPackage

/// Whose certificates are trusted, and which one is shown.
public struct TrustSettings: Sendable, Hashable {
    /// A file with the certificates of authorities (PEM).
    public var authorities: String?
    /// A directory with such files under the names of their hashes.
    public var authorityDirectory: String?
    /// Certificates of further authorities (PEM), trusted beside those of ``authorities``.
    public var furtherAuthorities: [UInt8] = []
    /// A certificate of one's own.
    public struct Certificate: Sendable, Hashable {
        /// The file with it and those that lead to its authority (PEM).
        public let path: String
        /// The file with its key (PEM).
        public let key: String

        /// Names both files.
        public init(path: String, key: String) { (self.path, self.key) = (path, key) }
    }

    /// What is shown to a server that asks for a certificate: the first one of an authority that the server takes.
    public var certificates: [Certificate] = []
    /// Who alone is shown one of ``certificates``; `nil` for everybody who asks for one.
    public var certificateOrigin: HTTPAddress.Origin?
    /// Whether certificates are checked at all.
    public var isVerifying = true

    /// Where distributions keep the certificates of the authorities that they trust.
    private static let files = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
        "/etc/pki/tls/cacert.pem", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/cert.pem",
    ]

    /// All authorities as one text, where there are further ones; `nil` where the file alone is enough.
    var bundle: [UInt8]? {
        guard !furtherAuthorities.isEmpty else { return nil }
        let system = authorities.flatMap { try? FileHandle.open(FilePath($0)).readAll(limit: 16 << 20) }
        return (system ?? []) + Array("\n".utf8) + furtherAuthorities
    }

    /// Trusts whom the system trusts; `SSL_CERT_FILE` and `SSL_CERT_DIR` name others.
    public init(environment: [String: String]) {
        authorities = environment["SSL_CERT_FILE"].flatMap { $0.isEmpty ? nil : $0 }
        authorityDirectory = environment["SSL_CERT_DIR"].flatMap { $0.isEmpty ? nil : $0 }
        if authorities == nil {
            authorities = Self.files.first { (try? FileHandle.open(FilePath($0))) != nil }  // none: nobody is trusted
        }
        if authorityDirectory == nil { authorityDirectory = "/etc/ssl/certs" }
    }
}
