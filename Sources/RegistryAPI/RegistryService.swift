public import HTTPServer
public import LayerArchive
import LinuxSystem
import OCI
public import Storage
import Synchronization

/// The store as a registry (distribution-spec 1.1): pull, push, content discovery and content management.
///
/// Every repository sees all blobs of the store, since what is there need not be sent again. Manifests are those of the repository.
public final class RegistryService: Sendable {
    /// Whether a user is who he says.
    public typealias Authenticator = @Sendable (_ user: String, _ password: String) -> Bool

    let store: Store
    let isReadOnly: Bool
    let encoding: LayerEncoding
    let uploads = UploadTable()
    let outgoing = OutgoingManifests()
    private let authenticator: Authenticator?
    private let use = Mutex(0)
    /// So many images are taken or compressed at once: each needs several threads of the executor.
    private let places = Semaphore(8)

    /// Makes the registry of a store.
    ///
    /// - Parameters:
    ///   - encoding: How layers go out that Strata made; that of `push` gives the same digests.
    ///   - authenticator: Everybody is let in where there is none.
    /// - Throws: `StorageError` `.noSpace`, `.noAccess`.
    public init(
        _ store: Store, encoding: LayerEncoding, isReadOnly: Bool = false, authenticator: Authenticator? = nil
    ) throws {
        self.store = store
        self.encoding = encoding
        self.isReadOnly = isReadOnly
        self.authenticator = authenticator
        try store.beginServing()
    }

    /// Throws away uploads that have not come to their end.
    public func close() { uploads.cancelAll() }

    /// Decides about a request by its head.
    public func begin(_ request: ServerRequest) -> ServerReply {
        do {
            try admit(request)
            return marked(try route(request))
        } catch {
            return .answer(Self.answer(to: error))
        }
    }

    private func route(_ request: ServerRequest) throws -> ServerReply {
        let route = try RegistryRoute(request)
        let isReading = request.method == "GET" || request.method == "HEAD"
        if !isReading, isReadOnly { throw RegistryFault(405, .unsupported, "this registry is for reading only") }
        switch (route, request.method) {
        case (.base, _) where isReading: return .answer(Self.json(.object([:])))
        case (.catalog, _) where isReading: return .answer(try catalog(request))
        case (.tags(let path), _) where isReading: return .answer(try tags(of: path, request))
        case (.referrers(let path, let text), _) where isReading: return .answer(try referrers(path, text, request))
        case (.manifest(let path, let text), _) where isReading: return .answer(try manifest(path, text))
        case (.manifest(let path, let text), "PUT"): return try takeManifest(path, text, request)
        case (.manifest(let path, let text), "DELETE"): return .answer(try removeManifest(path, text))
        case (.blob(_, let text), _) where isReading: return .answer(try blob(text, request))
        case (.blob(_, let text), "DELETE"): return .answer(try removeBlob(text))
        case (.uploads(let path), "POST"): return try beginUpload(path, request)
        case (.upload(let path, let id), "PATCH"): return try patchUpload(path, id, request)
        case (.upload(let path, let id), "PUT"): return try putUpload(path, id, request)
        case (.upload(let path, let id), _) where isReading: return .answer(try uploadStatus(path, id))
        case (.upload(let path, let id), "DELETE"): return .answer(try cancelUpload(path, id))
        default: throw RegistryFault(405, .unsupported, "\(request.method) is not for \(request.path)")
        }
    }

    /// Lets in who may come.
    private func admit(_ request: ServerRequest) throws(RegistryFault) {
        guard let authenticator else {
            // A page in a browser of this machine can reach what listens here; the tools that may are no browsers.
            guard request.header("Origin") == nil else {
                throw RegistryFault(403, .denied, "this registry is not for web pages")
            }
            // Nor can one whose own name leads here.
            if request.peer == Self.localPeer || request.header("Host").map(Self.isThisMachine) != false { return }
            throw RegistryFault(
                403, .denied,
                "this registry has no password, and is asked as localhost or by an address of this machine alone")
        }
        if let (user, password) = BasicCredential.read(request), authenticator(user, password) { return }
        throw RegistryFault(
            401, .unauthorized, "user and password are wanted", headers: ["WWW-Authenticate": "Basic realm=\"strata\""])
    }

    /// Who asks over a socket of this machine.
    private static let localPeer = "local"

    /// Whether a field `Host` names this machine; names below localhost are of it, too (RFC 6761 6.3).
    private static func isThisMachine(_ field: String) -> Bool {
        HostName.isLoopback(field) || field.prefix { $0 != ":" }.lowercased().hasSuffix(".localhost")
    }

    private func marked(_ reply: ServerReply) -> ServerReply {
        if case .answer(let answer) = reply { .answer(Self.marked(answer)) } else { reply }
    }

    /// The answer to an error. Its words are told to who runs the registry, too: most clients show the status alone.
    static func answer(to error: any Error) -> ServerAnswer {
        let fault = RegistryFault(error)
        DebugLog.note("registry", "\(fault.status) \(fault.code.rawValue): \(fault.message)")
        return marked(fault.answer)
    }

    static func marked(_ answer: ServerAnswer) -> ServerAnswer {
        var answer = answer
        answer.headers.append(("Docker-Distribution-API-Version", "registry/2.0"))
        return answer
    }

    static func json(_ value: JSONValue, type: String = "application/json", _ headers: [(String, String)] = [])
        -> ServerAnswer
    {
        ServerAnswer(200, [("Content-Type", type)] + headers, body: .bytes(Array(value.compact().utf8)))
    }

    /// Runs what uses the store for more than a moment: what it looks up and makes is held meanwhile, and not longer.
    func using<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) throws -> Result {
        places.wait()
        defer { places.signal() }
        try use.withLock { count in
            count += 1
            try store.beginSession()
        }
        defer {
            use.withLock { count in
                count -= 1
                // What cannot be ended now ends with the process.
                if count == 0 { try? store.endSession() }
            }
        }
        return try Blocking.run(body)
    }
}

/// Runs asynchronous work from a thread that may wait.
enum Blocking {
    static func run<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) throws -> Value {
        let answer = Answer<Value>()
        Task(executorPreference: BlockingExecutor.shared) {
            do {
                let value = try await body()
                answer.put(.success(value))
            } catch {
                answer.put(.failure(error))
            }
        }
        return try answer.take().get()
    }

    private final class Answer<Value: Sendable>: Sendable {
        private let value = Mutex<Result<Value, any Error>?>(nil)
        private let done = Semaphore()

        func put(_ result: Result<Value, any Error>) {
            value.withLock { $0 = result }
            done.signal()
        }

        func take() -> Result<Value, any Error> {
            done.wait()
            guard let result = value.withLock({ $0 }) else { preconditionFailure("the work leaves its result") }
            return result
        }
    }
}
