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
        guard let answer = try run("get", server) else { return nil }
        guard let value = try? JSONValue(parsing: answer), let secret = value["Secret"]?.stringValue else {
            throw failed("get", ["it answers no JSON with a secret"])
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
        let answer = try run("store", String(decoding: value.compactBytes, as: UTF8.self))
        if answer == nil { throw failed("store", [Self.notFound]) }
    }

    /// Has the helper forget a server; nothing happens where it has nothing. Errors: `helperFailed`.
    func erase(_ server: String) throws { _ = try run("erase", server) }

    /// What the program answers; `nil` where it says that it does not know the server.
    private func run(_ action: String, _ input: String) throws -> [UInt8]? {
        guard let program = program else {
            throw RegistryError(
                .helperFailed, "the credential helper docker-credential-\(name) is not in PATH",
                hint: "install it, or take it out of credsStore and credHelpers of docker's config.json")
        }
        do {
            let complaints = Self.complaintFile()
            let (process, answer) = try start(
                program, action, reading: try Self.pipe(holding: input), complaints: complaints)
            let bytes = try answer.readAll(limit: Self.answerLimit)
            let status = try process.wait()
            let said = try complaints.map { try Self.text(of: $0) } ?? []
            let text = String(decoding: bytes, as: UTF8.self)
            let isKnown = status == .exited(0) || !text.contains(Self.notFound)
            if isKnown, status != .exited(0) {
                let lines = [text, String(decoding: said, as: UTF8.self)].compactMap { $0.split(separator: "\n").last }
                throw failed(action, [Self.words(for: status)] + lines.map { String($0.prefix(200)) })
            }
            // Warnings; nobody may listen there.
            if !said.isEmpty { try? FileHandle.duplicating(2).write(said) }
            return isKnown ? bytes : nil
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

    /// A file without a name for what the program says on standard error: it has room for all of that, and unlike a pipe ends even
    /// where the program leaves a daemon behind. `nil` where none can be made: then it is said where we say our own.
    private static func complaintFile() -> FileHandle? {
        for directory in ["/dev/shm", "/tmp"] as [FilePath] {
            if let file = try? DirectoryHandle.open(directory).makeUnnamedFile(mode: 0o600) { return file }
        }
        return nil
    }

    private static func text(of complaints: FileHandle) throws -> [UInt8] {
        try complaints.read(upTo: min(answerLimit, Int(complaints.status().size)), at: 0)
    }

    private static func words(for status: ProcessExit) -> String {
        switch status {
        case .exited(let code): "it ended with code \(code)"
        case .signaled(let number): "it was ended by signal \(number)"
        }
    }

    /// Starts the program; the end that it writes to is its own alone when this returns.
    private func start(
        _ program: FilePath, _ action: String, reading question: FileHandle, complaints: FileHandle?
    ) throws -> (ProcessHandle, FileHandle) {
        let pipe = try Pipe.make()
        var request = ProcessRequest(program, [action])
        request.environment = environment.map { "\($0.key)=\($0.value)" }
        request.standardInput = question.descriptor
        request.standardOutput = pipe.writeEnd.descriptor
        request.standardError = complaints?.descriptor ?? 2
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

    private func failed(_ action: String, _ words: [String]) -> RegistryError {
        RegistryError(
            .helperFailed, "docker-credential-\(name) \(action): \(words.joined(separator: ": "))",
            hint: "run docker-credential-\(name) list to see whether it works by itself")
    }
}
