internal import LinuxSystem
internal import OCI
internal import SystemPackage

/// A program that keeps credentials, `docker-credential-NAME`, and how it is spoken to (docker-credential-helpers).
struct CredentialHelper {
    let name: String
    let environment: [String: String]

    private static let answerLimit = 1 << 20
    private static let inputLimit = 60 << 10
    /// What helpers say that know the server not.
    private static let notFound = "credentials not found in native keychain"

    /// What the helper has for a server; `nil` where it has nothing.
    ///
    /// - Throws: `helperFailed`.
    func credential(for server: String) throws -> Credential? {
        let (status, answer) = try run("get", server)
        let text = String(decoding: answer, as: UTF8.self)
        if status != .exited(0) {
            if text.contains(Self.notFound) { return nil }
            throw failed("get", text)
        }
        guard let value = try? JSONValue(parsing: answer), let secret = value["Secret"]?.stringValue else {
            throw failed("get", "it answers no JSON with a secret")
        }
        let user = value["Username"]?.stringValue ?? ""
        return user.isEmpty && secret.isEmpty ? nil : Credential(user: user, secret: secret)
    }

    /// Gives the helper a credential to keep. Errors: `helperFailed`.
    func store(_ credential: Credential, for server: String) throws {
        let (user, secret) = credential.pair
        let value: JSONValue = [
            "ServerURL": .string(server), "Username": .string(user), "Secret": .string(secret),
        ]
        let (status, answer) = try run("store", String(decoding: value.compactBytes, as: UTF8.self))
        if status != .exited(0) { throw failed("store", String(decoding: answer, as: UTF8.self)) }
    }

    /// Has the helper forget a server; nothing happens where it has nothing. Errors: `helperFailed`.
    func erase(_ server: String) throws {
        let (status, answer) = try run("erase", server)
        let text = String(decoding: answer, as: UTF8.self)
        if status != .exited(0), !text.contains(Self.notFound) { throw failed("erase", text) }
    }

    private func run(_ action: String, _ input: String) throws -> (ProcessExit, [UInt8]) {
        guard let program = program else {
            throw RegistryError(
                .helperFailed, "the credential helper docker-credential-\(name) is not in PATH",
                hint: "install it, or take it out of credsStore and credHelpers of docker's config.json")
        }
        do {
            let (process, answer) = try start(program, action, reading: try Self.pipe(holding: input))
            let bytes = try answer.readAll(limit: Self.answerLimit)
            return (try process.wait(), bytes)
        } catch let error as SystemError {
            throw RegistryError(.helperFailed, "running docker-credential-\(name) \(action)", cause: error)
        }
    }

    /// A pipe with a text in it, whose other end is closed: a pipe holds more than any question.
    private static func pipe(holding text: String) throws -> FileHandle {
        let pipe = try Pipe.make()
        try pipe.writeEnd.write(Array(text.utf8.prefix(inputLimit)))
        return pipe.readEnd
    }

    /// Starts the program; the end that it writes to is its own alone when this returns.
    private func start(
        _ program: FilePath, _ action: String, reading question: FileHandle
    ) throws -> (ProcessHandle, FileHandle) {
        let pipe = try Pipe.make()
        var request = ProcessRequest(program, [action])
        request.environment = environment.map { "\($0.key)=\($0.value)" }
        request.standardInput = question.descriptor
        request.standardOutput = pipe.writeEnd.descriptor
        return (try ProcessSpawner.spawn(request), pipe.readEnd)
    }

    private var program: FilePath? {
        guard !name.contains("/") else { return nil }
        for directory in (environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":") {
            let path = FilePath(String(directory)).appending("docker-credential-\(name)")
            if (try? FileHandle.open(path)) != nil { return path }
        }
        return nil
    }

    private func failed(_ action: String, _ words: String) -> RegistryError {
        let line = words.split(separator: "\n").first.map { ": \($0.prefix(200))" } ?? ""
        return RegistryError(
            .helperFailed, "docker-credential-\(name) \(action)\(line)",
            hint: "run docker-credential-\(name) list to see whether it works by itself")
    }
}
