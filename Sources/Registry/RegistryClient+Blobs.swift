internal import LinuxSystem
public import OCI
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

    /// Streams a part of a blob; `false`, and nothing, where the registry has only whole blobs to give.
    public func part(_ descriptor: Descriptor, _ range: Range<Int64>, to sink: HTTPClient.Sink) async throws -> Bool {
        do {
            try await self.range(descriptor, range, acceptingWhole: false, to: sink)
            return true
        } catch is NoParts {
            return false
        }
    }

    private func range(
        _ descriptor: Descriptor, _ range: Range<Int64>, acceptingWhole: Bool, to sink: HTTPClient.Sink
    ) async throws {
        guard !range.isEmpty else { return }
        let subject = "\(repository)@\(descriptor.digest)"
        try await run {
            var part = BlobPart(subject: subject, size: descriptor.size, range: range)
            part.acceptsWhole = acceptingWhole
            _ = try await read(byTag: false) { place in
                do { try await self.fetch(descriptor, &part, subject, at: place, to: sink) } catch is NoParts
                    where part.acceptsWhole
                {
                    DebugLog.note("registry", "\(place.host) sends other parts of \(subject) than are asked for")
                    part.asksWhole = true
                    try await self.fetch(descriptor, &part, subject, at: place, to: sink)
                }
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
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(descriptor.size))
        try await blob(descriptor) { bytes.append(contentsOf: $0) }
        guard Digest.of(bytes) == descriptor.digest else {
            throw RegistryError(
                .wrongContent, "the bytes that \(repository) has for \(descriptor.digest) do not have that digest",
                hint: "pull again; if it stays so, the registry or something before it is broken")
        }
        return bytes
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

/// A registry sends a whole blob, or another part, where a part was asked for.
private struct NoParts: Error {}

/// What has arrived of a part of a blob, over several exchanges.
struct BlobPart {
    let subject: String
    /// How many bytes the blob has.
    let size: Int64
    /// What is wanted of it.
    let range: Range<Int64>
    /// The next byte that is wanted.
    private(set) var next: Int64
    /// How many bytes come before it in the running answer.
    private var excess: Int64 = 0
    /// Whether a whole blob serves where a part was asked for.
    var acceptsWhole = true
    /// Whether the whole blob is asked for, as the parts that come are others than were asked for.
    var asksWhole = false

    init(subject: String, size: Int64, range: Range<Int64>) {
        self.subject = subject
        self.size = size
        self.range = range
        next = range.lowerBound
    }

    /// What to ask for: `nil` for the whole blob.
    var rest: Range<Int64>? {
        asksWhole || next == 0 && range.upperBound == size ? nil : next..<max(range.upperBound, next + 1)
    }

    /// Looks at the head of an answer.
    mutating func begin(status: Int, headers: HTTPHeaders) throws {
        let length = headers["Content-Length"].flatMap { Int64($0) }
        // Storage is known to call everything a page; what has the size of the blob is looked at by its digest.
        if length != size, status != 206 { try RegistryClient.refusePages(headers, subject) }
        if status == 206 {
            excess = 0
            guard start(headers["Content-Range"]) == next else {
                if !asksWhole, rest != nil { throw NoParts() }
                throw wrong("the registry sends another part than bytes \(next) to \(range.upperBound - 1)")
            }
            if let length, length > range.upperBound - next {
                throw wrong("the registry sends \(length) bytes for \(range.upperBound - next)")
            }
        } else {
            if !acceptsWhole, rest != nil, (200..<300).contains(status) { throw NoParts() }
            // A server that knows no parts sends the whole again.
            excess = next
            if let length, length != size { throw wrong("the registry has \(length) bytes, not \(size)") }
        }
    }

    /// The bytes of an arriving piece that are wanted; `nil` where none is.
    mutating func take(_ bytes: UnsafeRawBufferPointer) throws -> UnsafeRawBufferPointer? {
        let skipped = min(excess, Int64(bytes.count))
        excess -= skipped
        let wanted = UnsafeRawBufferPointer(rebasing: bytes[Int(skipped)...])
        let count = min(Int64(wanted.count), range.upperBound - next)
        if count < wanted.count, range.upperBound == size { throw wrong("the registry sends more than \(size) bytes") }
        next += count
        return count == 0 ? nil : UnsafeRawBufferPointer(rebasing: wanted[..<Int(count)])
    }

    /// Looks whether all is there.
    func end() throws {
        guard next == range.upperBound else { throw wrong("the registry has \(next) bytes, not \(range.upperBound)") }
    }

    /// The first number of `bytes 10-19/20`.
    private func start(_ text: String?) -> Int64? {
        guard let text, text.lowercased().hasPrefix("bytes") else { return nil }
        return Int64(text.drop { !$0.isNumber }.prefix { $0.isNumber })
    }

    private func wrong(_ words: String) -> RegistryError {
        RegistryError(.wrongContent, "loading \(subject): \(words)")
    }
}
