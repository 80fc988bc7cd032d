import HTTPServer
import LinuxSystem
import OCI
import SystemPackage

/// The certificate and the key that `serve` is given.
enum ServerIdentity {
    /// Reads them, and warns of what clients or other users of the machine would make of them.
    ///
    /// - Returns: `nil` where neither is named.
    static func read(certificate: String?, key: String?) throws -> TLSIdentity? {
        switch (certificate, key) {
        case (nil, nil): return nil
        case (let certificate?, let key?):
            let chain = try contents(of: certificate, option: "--tls-cert").bytes
            let (secret, permissions) = try contents(of: key, option: "--tls-key")
            do throws(TLSIdentity.Unusable) {
                let identity = try TLSIdentity(certificate: chain, key: secret)
                warn(of: identity, certificate)
                if permissions & 0o007 != 0 {
                    StandardStream.talk.print(
                        "warning: \(key): every user of this machine can read the key: chmod o= \(key)")
                }
                return identity
            } catch {
                throw refusal(error, certificate, key)
            }
        default: throw UsageError("--tls-cert and --tls-key belong together", hint: "give both, or none")
        }
    }

    private static func contents(of path: String, option: String) throws -> (bytes: [UInt8], permissions: UInt16) {
        try CommandError.during("\(option) \(path)") {
            let file = try FileHandle.open(FilePath(path))
            return (try file.readAll(limit: 1 << 20), try file.status().permissions)
        }
    }

    /// A clock may be wrong, and a client may take everything: it is served all the same.
    private static func warn(of identity: TLSIdentity, _ certificate: String) {
        let now = Timestamp.now()
        let (begin, end) = (Timestamp(seconds: identity.validity.begin), Timestamp(seconds: identity.validity.end))
        if end < now {
            StandardStream.talk.print("warning: \(certificate): the certificate ended at \(end); clients refuse it")
        } else if begin > now {
            StandardStream.talk.print(
                "warning: \(certificate): the certificate begins at \(begin); clients refuse it until then")
        }
    }

    private static func refusal(_ reason: TLSIdentity.Unusable, _ certificate: String, _ key: String) -> CommandError {
        switch reason {
        case .noCertificate:
            CommandError(
                "--tls-cert \(certificate): there is no usable certificate in it",
                hint: "the file is in PEM, and begins with this server's own certificate")
        case .noKey:
            CommandError(
                "--tls-key \(key): there is no private key in it", hint: "the file is in PEM: “BEGIN PRIVATE KEY”")
        case .protectedKey:
            CommandError(
                "--tls-key \(key): the key wants a password, and nobody is there to type it",
                hint: "`openssl pkey -in \(key) -out FILE` writes it without; keep that file to yourself")
        case .otherKey:
            CommandError(
                "\(key) is not the key of the first certificate in \(certificate)",
                hint: "this server's own certificate comes first in the file, those of authorities after it")
        case .noMemory: CommandError("there is no memory for TLS")
        }
    }
}
