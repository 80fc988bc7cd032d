internal import LinuxSystem
public import OCI
internal import Synchronization
internal import Transport

/// Asks a registry about one repository, and gives it something (distribution-spec v1.1).
///
/// A client keeps its connections and tokens; any number of calls may run at once. Nothing happens before the first call. Calls
/// run on the executor for blocking work.
///
/// Errors of all calls: `RegistryError`; `CancellationError`. A request that met a server with a problem (429, 5xx) or a broken
/// connection is tried again within the bounds of `RetryPolicy`.
public final class RegistryClient: Sendable {
    /// What is asked about.
    public let repository: Repository
    let settings: RegistrySettings
    /// Uploads that a registry has begun where it was asked for a mount: their addresses.
    let begun = Mutex<[Digest: HTTPAddress]>([:])
    /// Where the repository itself is.
    let home: Endpoint

    /// How large a manifest may be (distribution-spec, "Pushing Manifests").
    public static let manifestLimit = 4 << 20
    /// The kinds of manifests that are understood, as `Accept` names them.
    private static let accepted: [MediaType] = [
        .ociIndex, .dockerManifestList, .ociManifest, .dockerManifest,
    ]

    /// Makes a client of a repository.
    public init(_ repository: Repository, settings: RegistrySettings) {
        self.repository = repository
        self.settings = settings
        let host = repository.registry
        home = Endpoint(
            host: host, path: repository.path, security: Endpoint.isLoopback(host) ? .loopback : .secure,
            settings: settings.http, retries: settings.retries
        ) { settings.credential }
    }

    /// Loads a manifest or an index. A digest that was asked for, or that the registry names, is checked.
    ///
    /// - Throws: `notFound`, `tooLarge` beyond ``manifestLimit``, `wrongContent`.
    public func manifest(_ reference: ManifestReference) async throws -> RemoteManifest {
        try await run {
            let subject = "\(self.repository)\(reference.suffix)"
            var bytes: [UInt8] = []
            let response = try await self.home.send(
                .pull(self.home.path),
                onHead: { _, headers in
                    bytes = []
                    try Self.refusePages(headers, subject)
                },
                to: { part in
                    guard bytes.count + part.count <= Self.manifestLimit else {
                        throw RegistryError(.tooLarge, "loading \(subject): the manifest has more than 4 MiB")
                    }
                    bytes.append(contentsOf: part)
                }
            ) { try await self.request(.get, reference) }
            guard response.isSuccess else {
                throw Refusal(response).error("loading the manifest of", subject, host: self.home.host)
            }
            return try Self.checked(bytes, response, reference, subject)
        }
    }

    /// What a manifest's descriptor is, without loading it; `nil` where the registry has none.
    public func manifestDigest(_ reference: ManifestReference) async throws -> Descriptor? {
        try await run {
            let response = try await self.home.send(.pull(self.home.path)) { try await self.request(.head, reference) }
            if response.status == 404 { return nil }
            guard response.isSuccess else {
                throw Refusal(response).error(
                    "looking for", "\(self.repository)\(reference.suffix)", host: self.home.host)
            }
            let named = response.headers["Docker-Content-Digest"].flatMap { Digest($0) }
            guard let digest = named, let size = response.headers["Content-Length"].flatMap({ Int64($0) }), size > 0
            else {
                // A registry need not say it to this question.
                return try await self.manifest(reference).descriptor
            }
            if case .digest(let wanted) = reference, wanted != digest {
                throw RegistryError(.wrongContent, "\(self.repository)@\(wanted): the registry has \(digest) there")
            }
            return Descriptor(mediaType: Self.mediaType(response.headers) ?? .ociManifest, digest: digest, size: size)
        }
    }

    /// Stores a manifest or an index under a tag or its digest. What it names has to be there.
    ///
    /// - Throws: `refused` with the registry's words; `wrongContent` where the registry counts another digest.
    public func putManifest(_ bytes: [UInt8], mediaType: String, as reference: ManifestReference) async throws {
        try await run {
            let response = try await self.home.send(.push(self.home.path)) {
                HTTPRequest(
                    .put, try await self.home.address("manifests/\(reference)"), headers: ["Content-Type": mediaType],
                    body: HTTPRequest.Body(bytes))
            }
            guard response.isSuccess else {
                throw Refusal(response).error(
                    "storing the manifest", "\(self.repository)\(reference.suffix)", host: self.home.host)
            }
            let digest = Digest.of(bytes)
            if let named = response.headers["Docker-Content-Digest"].flatMap({ Digest($0) }), named != digest {
                throw RegistryError(
                    .wrongContent, "storing \(self.repository)@\(digest): the registry calls what came \(named)")
            }
        }
    }

    /// Runs calls where they may block.
    func run<Result>(_ body: () async throws -> Result) async throws -> Result {
        try await withTaskExecutorPreference(BlockingExecutor.shared, operation: body)
    }

    private func request(_ method: HTTPRequest.Method, _ reference: ManifestReference) async throws -> HTTPRequest {
        var request = HTTPRequest(method, try await home.address("manifests/\(reference)"))
        for type in Self.accepted { request.headers.add("Accept", type.rawValue) }
        return request
    }

    private static func checked(
        _ bytes: [UInt8], _ response: HTTPResponse, _ reference: ManifestReference, _ subject: String
    ) throws -> RemoteManifest {
        let digest = Digest.of(bytes)
        var wanted = response.headers["Docker-Content-Digest"].flatMap { Digest($0) }
        if case .digest(let asked) = reference { wanted = asked }
        guard wanted == nil || wanted == digest else {
            throw RegistryError(
                .wrongContent, "loading \(subject): the registry sends a manifest with the digest \(digest)")
        }
        guard case .object(let object)? = try? JSONValue(parsing: bytes) else {
            throw RegistryError(.wrongContent, "loading \(subject): what the registry sends is no manifest")
        }
        let written = object["mediaType"]?.stringValue.map { MediaType($0) }
        let named = mediaType(response.headers).flatMap { $0.isManifest || $0.isIndex ? $0 : nil }
        return RemoteManifest(
            bytes: bytes, mediaType: named ?? written ?? mediaType(response.headers) ?? kind(of: object), digest: digest
        )
    }

    /// What a document is that does not say it: an index has manifests.
    private static func kind(of object: JSONObject) -> MediaType {
        object["manifests"] == nil ? .ociManifest : .ociIndex
    }

    private static func mediaType(_ headers: HTTPHeaders) -> MediaType? {
        guard let value = headers["Content-Type"]?.prefix(while: { $0 != ";" && $0 != " " }), !value.isEmpty else {
            return nil
        }
        return MediaType(String(value))
    }

    /// A web page in place of what a registry sends.
    static func refusePages(_ headers: HTTPHeaders, _ subject: String) throws {
        guard mediaType(headers)?.rawValue.lowercased() == "text/html" else { return }
        throw RegistryError(
            .wrongContent, "loading \(subject): the answer is a web page",
            hint: "check the registry's name; a proxy may want a log-in of its own")
    }
}
