import LinuxSystem
public import SystemPackage

/// Debian's docker-registry with an empty store, on this machine; it ends with the object.
public final class RegistryServer: Sendable {
    /// Whom the registry serves.
    public enum Access: Sendable {
        /// Everybody.
        case open
        /// The user `tester` with the password `secret`, by basic authentication.
        case password
        /// Who shows a token of this server.
        case token(TokenServer)
        /// Who shows a certificate of the server's own authority: `client.cert` with `client.key`. It speaks TLS.
        case certificate
    }

    /// `127.0.0.1:PORT`; `localhost:PORT` where the registry speaks TLS.
    public let host: String
    /// The port.
    public let port: Int
    /// The authority that signed the registry's certificate, where it speaks TLS.
    public var authority: FilePath { directory.appending("authority.pem") }
    /// Where the registry keeps everything.
    public var directory: FilePath { place.directory }
    private let place: ServerPlace
    /// Its server of tokens has to live as long as the registry.
    private let access: Access

    /// `secret`, as `htpasswd -B` writes it.
    private static let users = "tester:$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a\n"

    /// Whether there is a docker-registry here.
    public static var isInstalled: Bool {
        (try? FileHandle.open("/usr/bin/docker-registry")) != nil
    }

    /// Starts a registry.
    ///
    /// - Parameter tokensAt: Where it says that tokens are had, in place of their server's own address.
    public init(_ access: Access = .open, isSecure: Bool = false, tokensAt: String? = nil) throws {
        self.access = access
        place = try ServerPlace("registry")
        let directory = place.directory
        let isSecure = if case .certificate = access { true } else { isSecure }
        if isSecure { try TestCertificates.make(in: directory) }
        try place.write("users", Self.users)
        try place.write("config.yml", Self.configuration(directory, isSecure: isSecure, access, tokensAt))
        let command = "exec docker-registry serve '\(directory)/config.yml' > '\(directory)/log' 2>&1"
        try place.start(ProcessRequest("/bin/sh", ["-c", command]))
        port = try Self.port(in: directory)
        host = (isSecure ? "localhost" : "127.0.0.1") + ":\(port)"
    }

    /// The port that the kernel chose, which the registry says in its log when it listens.
    private static func port(in directory: FilePath) throws -> Int {
        let script =
            #"for i in $(seq 600); do sed -n 's/.*listening on 127.0.0.1:\([0-9]*\).*/\1/p' log > port; "#
            + "[ -s port ] && exit; sleep 0.05; done; cat log; exit 1"
        var request = ProcessRequest("/bin/sh", ["-c", script])
        request.workingDirectory = directory
        let status = try ProcessSpawner.spawn(request).waitWithoutCancellation()
        if status != .exited(0) { throw NotStarted(what: "docker-registry") }
        return try WebServer.port(in: directory.appending("port"))
    }

    private static func configuration(
        _ directory: FilePath, isSecure: Bool, _ access: Access, _ tokensAt: String?
    ) -> String {
        var text = """
            version: 0.1
            log: {level: info}
            storage:
              filesystem: {rootdirectory: \(directory)/data}
              delete: {enabled: true}
            validation:
              manifests: {urls: {allow: ["^https://example"]}}
            http:
              addr: 127.0.0.1:0

            """
        if isSecure {
            var keys = "certificate: \(directory)/server.pem, key: \(directory)/server.key"
            if case .certificate = access { keys += ", clientcas: [\(directory)/authority.pem]" }
            text += "  tls: {\(keys)}\n"
        }
        switch access {
        case .open, .certificate: break
        case .password: text += "auth:\n  htpasswd: {realm: test, path: \(directory)/users}\n"
        case .token(let server):
            text += """
                auth:
                  token: {realm: "\(tokensAt ?? server.address)", service: test, issuer: strata-test, rootcertbundle: \(server.certificate)}

                """
        }
        return text
    }
}
