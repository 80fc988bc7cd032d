internal import LinuxSystem
public import OCI
internal import Synchronization
public import Transport

extension RegistryClient {
    /// How long a registry may take to begin with a blob, in seconds: one that caches another loads it first.
    private static let answerSeconds = 120

    /// Streams a blob from an offset on. A broken connection is taken up where it broke.
    ///
    /// The sink gets each byte once, in order, `descriptor.size - offset` of them; the digest is the caller's to check, as he may
    /// have the beginning already. It is called on the thread of the exchange: where it blocks, the registry waits.
    ///
    /// - Throws: `notFound`; `wrongContent` where the registry has more bytes or fewer.
    public func blob(_ descriptor: Descriptor, from offset: Int64 = 0, to sink: HTTPClient.Sink) async throws {
        guard offset < descriptor.size else { return }
        try await range(descriptor, offset..<descriptor.size, to: sink)
    }

    /// Streams a part of a blob, as `blob(_:from:to:)` does.
    public func range(_ descriptor: Descriptor, _ range: Range<Int64>, to sink: HTTPClient.Sink) async throws {
        try await self.range(descriptor, range, acceptingWhole: true, to: sink)
    }

    /// Streams a part of a blob; `false` where the registry has only whole blobs to give, or gives parts that are none: what came may be
    /// wrong then.
    public func part(_ descriptor: Descriptor, _ range: Range<Int64>, to sink: HTTPClient.Sink) async throws -> Bool {
        do {
            try await self.range(descriptor, range, acceptingWhole: false, to: sink)
            return true
        } catch is NoParts {
            return false
        } catch let error as RegistryError where error.code == .wrongContent {
            DebugLog.note("registry", "\(error.message): the whole is asked for")
            return false
        }
    }

    /// Streams parts of a blob that are asked for with one request, each byte once with its place in the blob, in any order. The registry
    /// may leave out some.
    ///
    /// - Returns: How many bytes came besides; `nil` where the registry does not give several parts together, or this does not get an
    ///   answer: asked for one part, it says why.
    /// - Parameter ranges: In order, so many that a header field can have them.
    public func parts(
        _ descriptor: Descriptor, _ ranges: [Range<Int64>],
        to sink: (_ offset: Int64, UnsafeRawBufferPointer) throws -> Void
    ) async throws -> Int64? {
        if givesSingleParts.withLock({ $0 }) { return nil }
        let why: String
        do {
            return try await run {
                var parts = BlobParts(ranges, of: descriptor.size)
                _ = try await read(byTag: false, of: descriptor.digest) { place in
                    self.noteSender(place, of: descriptor.digest)
                    return try await self.fetch(descriptor, &parts, at: place, to: sink)
                }
                return parts.unwanted
            }
        } catch is NoParts { why = "the answer is another one" } catch let error as RegistryError {
            why = error.message
        }
        DebugLog.note("registry", "\(repository)@\(descriptor.digest): several parts do not come together: \(why)")
        givesSingleParts.withLock { $0 = true }
        return nil
    }

    private func fetch(
        _ descriptor: Descriptor, _ parts: inout BlobParts, at place: Endpoint,
        to sink: (_ offset: Int64, UnsafeRawBufferPointer) throws -> Void
    ) async throws {
        /// All has come, and only the end of the answer was lost.
        struct Complete: Error {}
        var arriving = parts
        defer { parts = arriving }
        var retries = place.retries
        retries.limit = 1
        do {
            let response = try await place.send(
                .pull(place.path), retries: retries, progress: { arriving.done },
                onHead: { try arriving.begin(status: $0, headers: $1) },
                to: { bytes in try arriving.take(bytes, sink) }
            ) {
                guard let field = arriving.field else { throw Complete() }
                var request = HTTPRequest(.get, try await place.address("blobs/\(descriptor.digest)"))
                request.headers["Range"] = field
                return request
            }
            guard response.isSuccess else { throw NoParts() }
        } catch is Complete {}
    }

    private func range(
        _ descriptor: Descriptor, _ range: Range<Int64>, acceptingWhole: Bool, to sink: HTTPClient.Sink
    ) async throws {
        guard !range.isEmpty else { return }
        let digest = descriptor.digest
        try await run {
            var part = BlobPart(subject: "\(repository)@\(digest)", size: descriptor.size, range: range)
            part.acceptsWhole = acceptingWhole
            _ = try await read(byTag: false, of: digest) { place in
                let (subject, start) = (self.subject("@\(digest)", at: place), part.next)
                part.subject = subject
                defer { if part.next > start { self.noteSender(place, of: digest) } }
                repeat {
                    part.beginExchange()
                    do { try await self.fetch(descriptor, &part, subject, at: place, to: sink) } catch is NoParts
                        where part.acceptsWhole
                    {
                        DebugLog.note("registry", "\(place.host) sends other parts of \(subject) than are asked for")
                        part.asksWhole = true
                        try await self.fetch(descriptor, &part, subject, at: place, to: sink)
                    }
                } while part.goesOn
                return try part.end()
            }
        }
    }

    /// Asks one place for what has not arrived of a part yet.
    private func fetch(
        _ descriptor: Descriptor, _ part: inout BlobPart, _ subject: String, at place: Endpoint,
        to sink: HTTPClient.Sink
    ) async throws {
        var arriving = part
        defer { part = arriving }
        let response = try await place.send(
            .pull(place.path), progress: { arriving.next },
            onHead: { try arriving.begin(status: $0, headers: $1) },
            to: { bytes in
                if let wanted = try arriving.take(bytes) { try sink(wanted) }
            }
        ) {
            var request = HTTPRequest(.get, try await place.address("blobs/\(descriptor.digest)"))
            request.answerSeconds = Self.answerSeconds
            if let rest = arriving.rest { request.ask(for: rest) }
            return request
        }
        if response.status == 416, arriving.isPartAsked { throw NoParts() }
        guard response.isSuccess else { throw Refusal(response).error("loading the blob", subject, host: place.host) }
    }

    /// A blob that is a small document, kept in memory; its digest is checked.
    ///
    /// - Throws: `tooLarge` where it is said to have more than `limit` bytes; `wrongContent` for other bytes.
    public func document(_ descriptor: Descriptor, limit: Int = 16 << 20) async throws -> [UInt8] {
        guard descriptor.size <= limit else {
            throw RegistryError(
                .tooLarge,
                "\(repository)@\(descriptor.digest) is said to have \(descriptor.size) bytes, too much for a document")
        }
        while true {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(Int(descriptor.size))
            try await blob(descriptor) { bytes.append(contentsOf: $0) }
            if Digest.of(bytes) == descriptor.digest { return bytes }
            let wrong = refuse(descriptor.digest)
            if wrong.isOtherLeft { continue }
            let place = wrong.hosts == [repository.registry] ? "" : wrong.hosts.map { " at \($0)" }.joined()
            throw RegistryError(
                .wrongContent,
                "the bytes that \(repository)\(place) has for \(descriptor.digest) do not have that digest",
                hint: BlobPart.brokenHint)
        }
    }

    /// Whether the repository has a blob.
    public func hasBlob(_ digest: Digest) async throws -> Bool {
        try await run {
            let home = try self.home()
            var asked: HTTPAddress?
            let response = try await home.send(.pull(home.path)) {
                let address = try await home.address("blobs/\(digest)")
                asked = address
                return HTTPRequest(.head, address)
            }
            // One that knows no HEAD cannot be asked without sending the blob: it is sent again. The same where blobs lie elsewhere and
            // that place refuses the question: signed addresses are good for one method.
            let isElsewhere = response.address.origin != asked?.origin
            if response.status == 404 || response.refusesMethod || isElsewhere && !response.isSuccess { return false }
            guard response.isSuccess else {
                throw Refusal(response).error("looking for", "\(self.repository)@\(digest)", host: home.host)
            }
            return true
        }
    }
}
