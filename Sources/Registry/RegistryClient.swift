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
    private let found = Mutex<Route?>(nil)
    /// Who sent what of blobs.
    let senders = Mutex(BlobSenders())
    /// Whether parts of a blob that were asked for together did not come so.
    let givesSingleParts = Mutex(false)

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
    }

    /// Where the repository is; the configuration is read for the first call.
    func route() throws -> Route {
        if let route = found.withLock({ $0 }) { return route }
        let route = try Route(repository, settings)
        return found.withLock { found in
            if let found { return found }
            found = route
            return route
        }
    }

    /// Where the repository is written.
    func home() throws -> Endpoint { try route().home }

    /// Asks mirrors and at last the repository's own registry, until one has what is wanted; with `atHome` the registry alone. A mirror
    /// that sent wrong bytes of a blob is not asked for it again.
    func read<Result>(
        byTag: Bool, atHome: Bool = false, of blob: Digest? = nil, _ body: (Endpoint) async throws -> Result?
    ) async throws -> Result? {
        let places = try atHome ? [home()] : route().places(byTag: byTag)
        var failures: [String] = []
        for place in places.dropLast() where !place.isGivenUp {
            if let blob, isRefused(place, blob) {
                failures.append("\(place.host) sent other bytes")
                continue
            }
            do {
                guard let result = try await body(place) else { continue }
                if byTag { place.noteTag() }
                return result
            } catch let error as RegistryError {
                place.note(error)
                // That it does not have it is no fault of a mirror.
                if error.code != .notFound { failures.append(error.message) }
            }
        }
        do { return try await body(places[places.count - 1]) } catch let error as RegistryError where !failures.isEmpty
        {
            throw RegistryError(
                error.code, "\(error.message); mirrors were asked before: \(failures.joined(separator: "; "))",
                hint: error.hint, cause: error.cause)
        }
    }

    /// What is asked for, with the host that is asked where the name does not say it.
    func subject(_ suffix: String, at place: Endpoint) -> String {
        "\(repository)\(suffix)" + (place.host == repository.registry ? "" : " at \(place.host)")
    }

    /// Loads a manifest or an index. A digest that was asked for, or that the registry names, is checked.
    ///
    /// - Parameter atHome: Whether no mirror is asked, as for what is to be written or deleted.
    /// - Throws: `notFound`, `tooLarge` beyond ``manifestLimit``, `wrongContent`.
    public func manifest(_ reference: ManifestReference, atHome: Bool = false) async throws -> RemoteManifest {
        let found = try await run {
            try await read(byTag: reference.isTag, atHome: atHome) { try await load(reference, from: $0) }
        }
        guard let found else { preconditionFailure("what is not found is an error") }
        return found
    }

    /// Loads a manifest or an index, unless it is known; `nil` for one that is. Its digest is asked for first.
    ///
    /// - Parameter isKnown: Says it of a digest that the registry names, or that was asked for and is there.
    /// - Throws: As `manifest(_:atHome:)`, and what `isKnown` throws.
    public func manifest(
        _ reference: ManifestReference, unless isKnown: (Digest) throws -> Bool
    ) async throws -> RemoteManifest? {
        let found = try await run {
            try await read(byTag: reference.isTag) { try await look(for: reference, at: $0) }
        }
        // The registry says in its own words that it has none.
        guard let found else { return try await manifest(reference) }
        if try isKnown(found.descriptor.digest) { return nil }
        if let loaded = found.loaded { return loaded }
        guard reference.isTag else { return try await manifest(reference) }
        do { return try await manifest(.digest(found.descriptor.digest)) } catch let error as RegistryError
            where [.notFound, .refused, .wrongContent].contains(error.code)
        {
            // Not every registry gives by its digest what it names by a tag.
            return try await manifest(reference)
        }
    }

    private func load(_ reference: ManifestReference, from place: Endpoint) async throws -> RemoteManifest? {
        let subject = subject(reference.suffix, at: place)
        let tooLarge = RegistryError(.tooLarge, "loading \(subject): the manifest has more than 4 MiB")
        let (response, bytes) = try await Self.text(
            of: subject, at: place, limit: Self.manifestLimit, beyond: tooLarge
        ) { try await Self.request(.get, reference, at: place) }
        guard response.isSuccess else {
            throw Refusal(response).error("loading the manifest of", subject, host: place.host)
        }
        return try Self.checked(bytes, response, reference, subject)
    }

    /// Asks for a document that is kept in memory: `beyond` is thrown where it has more bytes than the limit.
    static func text(
        of subject: String, at place: Endpoint, limit: Int, beyond tooLarge: RegistryError,
        _ request: () async throws -> HTTPRequest
    ) async throws -> (response: HTTPResponse, bytes: [UInt8]) {
        var bytes: [UInt8] = []
        let response = try await place.send(
            .pull(place.path),
            onHead: { _, headers in
                // An answer that broke off is begun again.
                bytes = []
                try refusePages(headers, "loading \(subject)")
            },
            to: { part in
                guard bytes.count + part.count <= limit else { throw tooLarge }
                bytes.append(contentsOf: part)
            }, request)
        return (response, bytes)
    }

    /// What a manifest's descriptor is, without loading it; `nil` where the registry has none.
    ///
    /// - Parameter atHome: Whether no mirror is asked, as for what is to be written or deleted.
    public func manifestDigest(_ reference: ManifestReference, atHome: Bool = false) async throws -> Descriptor? {
        try await run {
            try await read(byTag: reference.isTag, atHome: atHome) { try await look(for: reference, at: $0) }
        }?.descriptor
    }

    /// What a registry says of a manifest, and the manifest where it had to be loaded for that.
    private struct Look {
        let descriptor: Descriptor
        let loaded: RemoteManifest?

        init(_ descriptor: Descriptor, loaded: RemoteManifest? = nil) {
            self.descriptor = descriptor
            self.loaded = loaded
        }

        init(_ manifest: RemoteManifest) { self.init(manifest.descriptor, loaded: manifest) }
    }

    private func look(for reference: ManifestReference, at place: Endpoint) async throws -> Look? {
        let response = try await place.send(.pull(place.path)) { try await Self.request(.head, reference, at: place) }
        if response.status == 404 { return nil }
        if response.refusesMethod || (400..<500).contains(response.status) && ![401, 429].contains(response.status) {
            // It knows no HEAD, or lets nobody ask by it; if it is something else, the answer to GET says it in words.
            do { return try await load(reference, from: place).map { Look($0) } } catch let error as RegistryError
                where error.code == .notFound
            { return nil }
        }
        guard response.isSuccess else {
            throw Refusal(response).error("looking for", subject(reference.suffix, at: place), host: place.host)
        }
        let named = response.headers["Docker-Content-Digest"].flatMap { Digest($0) }
        guard let digest = named, let size = response.headers["Content-Length"].flatMap({ Int64($0) }), size > 0 else {
            // A registry need not say it to this question.
            return try await load(reference, from: place).map { Look($0) }
        }
        if case .digest(let wanted) = reference, wanted != digest {
            throw RegistryError(
                .wrongContent, "\(subject(reference.suffix, at: place)): the registry has \(digest) there")
        }
        return Look(
            Descriptor(mediaType: Self.mediaType(response.headers) ?? .ociManifest, digest: digest, size: size))
    }

    /// Stores a manifest or an index under a tag or its digest. What it names has to be there.
    ///
    /// One with a subject is listed under the tag `sha256-…` where the registry does not say that it lists it itself.
    ///
    /// - Throws: `refused` with the registry's words; `wrongContent` where the registry counts another digest.
    public func putManifest(_ bytes: [UInt8], mediaType: String, as reference: ManifestReference) async throws {
        try await run {
            let home = try self.home()
            let response = try await home.send(.push(home.path)) {
                HTTPRequest(
                    .put, try await home.address("manifests/\(reference)"), headers: ["Content-Type": mediaType],
                    body: HTTPRequest.Body(bytes))
            }
            guard response.isSuccess else {
                let refusal = Refusal(response)
                let subject = "\(self.repository)\(reference.suffix)"
                let error = refusal.error("storing the manifest", subject, host: home.host)
                guard refusal.isOfKind, mediaType.contains("vnd.oci") else { throw error }
                throw RegistryError(
                    error.code, error.message,
                    hint:
                        "a registry of old may take docker's manifests only: strata copy --format v2s2 IMAGE docker://\(subject)"
                )
            }
            let doing = "storing the manifest \(self.repository)\(reference.suffix)"
            try Self.refusePages(response.headers, doing)
            // Registries answer 201, and name what they have; a portal before the network says yes to everything.
            guard
                response.status != 200
                    || ["Location", "Docker-Content-Digest"].contains(where: { response.headers[$0] != nil })
            else {
                throw RegistryError(
                    .wrongContent, "\(doing): the answer is 200 and names no manifest, as no registry's is",
                    hint: Self.portalHint)
            }
            let digest = Digest.of(bytes)
            if let named = response.headers["Docker-Content-Digest"].flatMap({ Digest($0) }), named != digest {
                throw RegistryError(
                    .wrongContent, "storing \(self.repository)@\(digest): the registry calls what came \(named)")
            }
            if response.headers["OCI-Subject"] == nil { try await self.listReferrer(bytes, mediaType: mediaType) }
        }
    }

    /// Runs calls where they may block.
    func run<Result>(_ body: () async throws -> Result) async throws -> Result {
        try await withTaskExecutorPreference(BlockingExecutor.shared, operation: body)
    }

    private static func request(
        _ method: HTTPRequest.Method, _ reference: ManifestReference, at place: Endpoint
    ) async throws -> HTTPRequest {
        var request = HTTPRequest(method, try await place.address("manifests/\(reference)"))
        // In one field: proxies are known that pass on the last of several.
        request.headers["Accept"] = Self.accepted.map(\.rawValue).joined(separator: ", ")
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
        // Tools would disagree about what the digest stands for (CVE-2021-41190).
        guard !Self.isAmbiguous(object) else {
            throw RegistryError(
                .wrongContent, "loading \(subject): the manifest is an image and an index at once",
                hint: "who made it is hostile or broken: no tool agrees with another what is in there")
        }
        let written = object["mediaType"]?.stringValue.map { MediaType($0) }
        let named = mediaType(response.headers).flatMap { $0.isManifest || $0.isIndex ? $0 : nil }
        return RemoteManifest(
            bytes: bytes, mediaType: named ?? written ?? mediaType(response.headers) ?? kind(of: object), digest: digest
        )
    }

    /// Whether a document has what indexes have together with what images have.
    private static func isAmbiguous(_ object: JSONObject) -> Bool {
        let named = { (key: String) in object[key].map { $0 != .null } ?? false }
        return named("manifests") && (named("config") || named("layers"))
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

    private static let portalHint = "check the registry's name; a proxy may want a log-in of its own"

    /// A web page in place of what a registry sends to somebody who was doing something.
    static func refusePages(_ headers: HTTPHeaders, _ doing: String) throws {
        guard mediaType(headers)?.rawValue.lowercased() == "text/html" else { return }
        throw RegistryError(.wrongContent, "\(doing): the answer is a web page", hint: portalHint)
    }
}
