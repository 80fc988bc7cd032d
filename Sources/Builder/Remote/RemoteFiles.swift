import BuildGraph
import LinuxSystem
import OCI
import Storage
import Transport

/// Fetches files of servers into the store and finds those again that have not changed since.
struct RemoteFiles: Sendable {
    let store: Store
    let client: HTTPClient
    /// What fetches: `ADD`, or `the build context`.
    var purpose = "ADD"

    /// A file that is there.
    struct Fetched: Sendable {
        /// What keeps the file in its place.
        let hold: CacheMountHold
        let directory: DirectoryHandle
        let record: KeptDownload.Record
        /// What the file is called at its destination.
        let name: [UInt8]
        /// How many bytes came over the network.
        let received: Int64
    }

    /// The file of an address: from the store where its checksum is known or the server says that it has not changed.
    ///
    /// The bytes are hashed on their way, and get their place in the store when they are whole and what they have to be.
    ///
    /// - Throws: `BuildError` with `notFetched` or `wrongChecksum`.
    func fetch(_ source: RemoteSource) async throws -> Fetched {
        do {
            return try await fetch(source, from: HTTPAddress(parsing: source.address))
        } catch let error as TransportError {
            let message = error.message.hasPrefix("http") ? error.message : "\(source.shown): \(error.message)"
            throw BuildError(.notFetched, "\(purpose) \(message)", hint: error.hint)
        }
    }

    /// What a file is called whose address has no name in it, as BuildKit calls it.
    static func name(of address: HTTPAddress) -> [UInt8] { Array((address.lastComponent ?? "__unnamed__").utf8) }

    private func fetch(_ source: RemoteSource, from address: HTTPAddress) async throws -> Fetched {
        // Of several builds that want the same file, one fetches it.
        let lock = try store.lockStep(Digest.of("download \(address.text)"))
        defer { lock.release() }
        var first: Download?
        let hold = try await store.holdCacheMount(named: Self.place(of: address), sharing: .shared) { path in
            let kept = KeptDownload(directory: try DirectoryHandle.open(path))
            first = try await download(HTTPRequest(.get, address), source, to: kept)
        }
        let kept = KeptDownload(directory: try DirectoryHandle.open(hold.path))
        let done = if let first { first } else { try await renew(kept, source, address) }
        return Fetched(
            hold: hold, directory: kept.directory, record: done.record, name: Self.name(of: address),
            received: done.received)
    }

    private struct Download {
        let record: KeptDownload.Record
        let received: Int64
    }

    /// Asks whether what is kept is still what the server has.
    private func renew(
        _ kept: KeptDownload, _ source: RemoteSource, _ address: HTTPAddress
    ) async throws -> Download {
        var request = HTTPRequest(.get, address)
        let known = try kept.record()
        if let known {
            if let checksum = source.checksum, known.digest.description == checksum {
                return Download(record: known, received: 0)
            }
            request.headers["If-None-Match"] = known.entityTag
            request.headers["If-Modified-Since"] = known.lastModified
        }
        return try await download(request, source, to: kept, known)
    }

    private static let workName = Array("content".utf8)

    /// Streams the body into a file that only root can read, hashes it, and puts it into its place.
    private func download(
        _ request: HTTPRequest, _ source: RemoteSource, to kept: KeptDownload, _ known: KeptDownload.Record? = nil
    ) async throws -> Download {
        let work = try store.makeWorkDirectory()
        defer { work.remove() }
        let directory = try DirectoryHandle.open(work.upper)
        let file = try directory.createFile(Self.workName, permissions: 0o600)
        let hash = RunningHash()
        let response = try await client.send(request) { bytes in
            hash.digester?.update(bytes)
            try file.write(bytes)
        }
        if response.status == 304, let known {
            try require(known.digest, source)
            return Download(record: known, received: 0)
        }
        let success = try response.requireSuccess()
        let record = KeptDownload.Record(
            digest: hash.finish(), entityTag: success.headers["ETag"], lastModified: success.headers["Last-Modified"])
        try require(record.digest, source)
        try file.setPermissions(0o600)
        try file.setModified(FileTime(seconds: success.lastModified ?? 0))
        try kept.keep(Self.workName, of: directory, as: record)
        return Download(record: record, received: success.received)
    }

    private func require(_ digest: Digest, _ source: RemoteSource) throws {
        guard let checksum = source.checksum, checksum != digest.description else { return }
        throw BuildError(
            .wrongChecksum, "ADD \(source.shown): the file is \(digest), not \(checksum)",
            hint: "if the file is meant to have changed, write the new digest into --checksum")
    }

    /// The name of the place in the store where a file is kept. Queries may hold a key: they count by their hash.
    private static func place(of address: HTTPAddress) -> String {
        "source:http:\(address.text.prefix { $0 != "?" })#\(Digest.of(address.text).short)"
    }
}

/// A hash that a closure adds to.
private final class RunningHash {
    var digester: Digester? = Digester()

    /// Ends it.
    func finish() -> Digest {
        guard let digester = digester.take() else { preconditionFailure("a hash is ended once") }
        return digester.finalize()
    }
}
