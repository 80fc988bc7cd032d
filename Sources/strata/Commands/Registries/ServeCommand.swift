import ArgumentParser
import HTTPServer
import LayerArchive
import LinuxSystem
import OCI
import RegistryAPI
import Storage
import SystemPackage

/// `strata serve`.
struct ServeCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the store to other tools.",
        discussion: """
            With --registry, the images of the store can be pulled as from a registry, and what is pushed there becomes an image \
            of the store. It listens on this machine; anywhere else it wants user and password. Ctrl-C ends it.

              strata serve --registry
              strata serve --registry --listen unix:///run/strata-registry.sock
              strata serve --registry --listen 0.0.0.0:5000 -u ci --password-stdin < FILE
            """
    )
    static let shape = CommandShape([
        "registry", "listen=", "read-only", "u/username=", "password-stdin", "v/verbose", "compression=",
        "compression-level=", "tls-cert=", "tls-key=",
    ])

    @Flag(help: "As a registry (OCI distribution-spec).")
    var registry = false

    @Option(
        help: ArgumentHelp("Where: HOST:PORT or unix://PATH.", valueName: "address"))
    var listen = "127.0.0.1:5000"

    @Flag(help: "Nothing can be pushed or deleted.")
    var readOnly = false

    @Option(name: [.short, .long], help: ArgumentHelp("Who may come.", valueName: "user"))
    var username: String?

    @Flag(help: "Read the user's password from standard input.")
    var passwordStdin = false

    @Option(help: ArgumentHelp("Speak TLS with this chain of certificates, in PEM.", valueName: "file"))
    var tlsCert: String?

    @Option(help: ArgumentHelp("The key of the first certificate, in PEM.", valueName: "file"))
    var tlsKey: String?

    @Option(
        help: ArgumentHelp(
            "gzip, zstd, zstd:chunked or uncompressed, for layers that Strata made.", valueName: "form")
    )
    var compression = "gzip"

    @Option(help: ArgumentHelp("1 to 9 for gzip (default: 1), 1 to 19 for zstd (default: 3).", valueName: "number"))
    var compressionLevel: Int?

    @Flag(name: [.short, .long], help: "A line for each request.")
    var verbose = false

    func run(in context: CommandContext) async throws -> ProgramStatus {
        guard registry else {
            throw UsageError("what is to be served is not said", hint: "strata serve --registry")
        }
        guard let encoding = try LayerEncoding(named: compression, level: compressionLevel) else {
            throw UsageError(
                "--compression \(compression): there is no such form",
                hint: "write one of " + LayerEncoding.names.joined(separator: ", "))
        }
        let address = try ListeningSocket.Address(argument: listen)
        let authenticator = try authenticator()
        guard address.isLocal || authenticator != nil else {
            throw CommandError(
                "\(address): whoever reaches this address could read and change all images, without a password",
                hint: "give one: -u USER --password-stdin < FILE, or listen at 127.0.0.1")
        }
        let identity = try ServerIdentity.read(certificate: tlsCert, key: tlsKey)
        let service = try RegistryService(
            context.openStore(), encoding: encoding, isReadOnly: readOnly, authenticator: authenticator)
        let socket: ListeningSocket
        do throws(SystemError) { socket = try ListeningSocket(address) } catch {
            throw CommandError("listening at \(address)", hint: address.hint(after: error), cause: error)
        }
        try await serve(service, on: socket, as: identity, context)
        return .success
    }

    private func serve(
        _ service: RegistryService, on socket: ListeningSocket, as identity: TLSIdentity?, _ context: CommandContext
    ) async throws {
        let isVerbose = verbose
        let log: HTTPServer.Log = { request, status in
            let line = "\(request.peer) \(request.method) \(request.target) \(status.map { "\($0)" } ?? "broken")"
            if isVerbose { context.talk.print(line) } else { DebugLog.note("registry", line) }
        }
        let interruption = Interruption()
        Signals.shared.onInterruption { _ in interruption.interrupt() }
        guard let server = HTTPServer.start(on: socket, as: identity, log: log, { service.begin($0) }) else {
            throw CommandError("the system gives no more threads", hint: "look at `ulimit -u` and `ulimit -n`")
        }
        context.talk.print("listening on \(socket.address)")
        await interruption.wait()
        await server.stop()
        service.close()
    }

    /// Lets in the one user that the command line names.
    private func authenticator() throws -> RegistryService.Authenticator? {
        guard let username, !username.isEmpty else {
            if passwordStdin {
                throw UsageError("--password-stdin wants a user", hint: "-u USER --password-stdin < FILE")
            }
            return nil
        }
        guard !username.contains(":") else {
            throw UsageError(
                "-u \(username): HTTP has no user with a colon in the name",
                hint: "user and password are sent as USER:PASSWORD; choose a name without")
        }
        guard passwordStdin else {
            throw UsageError("the password of \(username) is missing", hint: "-u USER --password-stdin < FILE")
        }
        var bytes = try HostFile.standardInput()
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard !bytes.isEmpty else { throw CommandError("password is empty", hint: "standard input has to hold it") }
        // Digests are compared: how long that takes tells nothing about the password.
        let wanted = (Digest.of(username), Digest.of(bytes))
        return { user, password in
            (Digest.of(user) == wanted.0) && (Digest.of(password) == wanted.1)
        }
    }
}
