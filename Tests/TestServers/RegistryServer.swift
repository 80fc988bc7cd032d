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
    }

    /// `127.0.0.1:PORT`; `localhost:PORT` where the registry speaks TLS.
    public let host: String
    /// The port.
    public let port: Int
    /// The authority that signed the registry's certificate, where it speaks TLS.
    public var authority: FilePath { directory.appending("authority.pem") }
    /// Where the registry keeps everything.
    public let directory: FilePath
    private let process: ProcessHandle
    /// Its server of tokens has to live as long as the registry.
    private let access: Access

    /// `secret`, as `htpasswd -B` writes it.
    private static let users = "tester:$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a\n"

    /// Whether there is a docker-registry here.
    public static var isInstalled: Bool {
        (try? FileHandle.open("/usr/bin/docker-registry")) != nil
    }

    /// Starts a registry.
    public init(_ access: Access = .open, isSecure: Bool = false) throws {
        self.access = access
        directory = FilePath("/tmp/strata-registry-\(UInt64.random(in: 0...UInt64.max))")
        port = Int.random(in: 30_000..<32_000)
        host = (isSecure ? "localhost" : "127.0.0.1") + ":\(port)"
        let folder = try Self.make(directory)
        if isSecure { try TestCertificates.make(in: directory) }
        try folder.createFile(Array("users".utf8)).write(Array(Self.users.utf8))
        let text = Self.configuration(directory, port, isSecure: isSecure, access)
        try folder.createFile(Array("config.yml".utf8)).write(Array(text.utf8))
        let address = "\(isSecure ? "https" : "http")://localhost:\(port)/v2/"
        let command = "exec docker-registry serve '\(directory)/config.yml' > '\(directory)/log' 2>&1"
        process = try ProcessSpawner.spawn(ProcessRequest("/bin/sh", ["-c", command]))
        try Self.wait(for: address)
    }

    deinit {
        process.kill()
        _ = try? process.waitWithoutCancellation()
        try? DirectoryHandle.open("/tmp").removeTree(Array((directory.lastComponent?.string ?? "").utf8))
    }

    static func make(_ directory: FilePath) throws -> DirectoryHandle {
        try DirectoryHandle.open("/tmp").makeDirectory(Array((directory.lastComponent?.string ?? "").utf8))
        return try DirectoryHandle.open(directory)
    }

    /// Waits until somebody answers at an address, whatever he says.
    static func wait(for address: String) throws {
        let script = "for i in $(seq 400); do curl -ks -o /dev/null '\(address)' && exit; sleep 0.05; done; exit 1"
        let status = try ProcessSpawner.spawn(ProcessRequest("/bin/sh", ["-c", script])).waitWithoutCancellation()
        if status != .exited(0) { throw NotStarted(what: address) }
    }

    private static func configuration(_ directory: FilePath, _ port: Int, isSecure: Bool, _ access: Access) -> String {
        var text = """
            version: 0.1
            log: {level: info}
            storage:
              filesystem: {rootdirectory: \(directory)/data}
              delete: {enabled: true}
            http:
              addr: 127.0.0.1:\(port)

            """
        if isSecure { text += "  tls: {certificate: \(directory)/server.pem, key: \(directory)/server.key}\n" }
        switch access {
        case .open: break
        case .password: text += "auth:\n  htpasswd: {realm: test, path: \(directory)/users}\n"
        case .token(let server):
            text += """
                auth:
                  token: {realm: "\(server.address)", service: test, issuer: strata-test, rootcertbundle: \(server.certificate)}

                """
        }
        return text
    }
}
