internal import OCI
internal import Transport

/// A blob on its way to a registry.
struct Upload {
    let size: Int64
    let digest: Digest
    let body: HTTPRequest.Body
    /// Where its bytes go.
    var address: HTTPAddress?
    /// How many bytes the registry has.
    var stored: Int64 = 0
    /// Whether bytes were sent before.
    var isStarted = false
    /// Whether an upload goes on that an earlier request began.
    var isResumed = false
    /// Whether the registry has all of it.
    var isDone = false

    /// How long a registry may take for its answer, in seconds: it puts the blob away, and some copy it for that.
    private static let answerSeconds = 300

    init(_ descriptor: Descriptor, _ body: HTTPRequest.Body) {
        (size, digest, self.body) = (descriptor.size, descriptor.digest, body)
    }

    /// What goes next: the whole or the rest, and with it the end of the upload (a PUT may bring the last bytes).
    func request() throws -> HTTPRequest {
        guard let address else { preconditionFailure("an upload is begun before it goes on") }
        var request = Self.request(.put, try Self.closing(address, digest), rest)
        if stored > 0, stored < size { request.headers["Content-Range"] = "\(stored)-\(size - 1)" }
        return request
    }

    /// A request that brings bytes.
    static func request(_ method: HTTPRequest.Method, _ address: HTTPAddress, _ body: HTTPRequest.Body) -> HTTPRequest {
        var request = HTTPRequest(
            method, address, headers: ["Content-Type": "application/octet-stream"], body: body)
        request.answerSeconds = answerSeconds
        return request
    }

    /// The address that ends an upload with a digest.
    static func closing(_ address: HTTPAddress, _ digest: Digest) throws -> HTTPAddress {
        let separator = address.text.contains("?") ? "&" : "?"
        return try HTTPAddress(
            parsing: address.text + separator + PercentEncoding.query([("digest", digest.description)]))
    }

    /// How many bytes are stored, by `0-99`. Registries say `0-0` both for nothing and for one byte: then none is counted.
    static func stored(_ range: String?) -> Int64? {
        guard let range else { return 0 }
        guard let last = range.split(separator: "-").last.flatMap({ Int64($0) }) else { return nil }
        return last == 0 ? 0 : last + 1
    }

    /// The body without what the registry has.
    private var rest: HTTPRequest.Body {
        if stored == 0 { return body }
        if stored == size { return HTTPRequest.Body([]) }
        let (body, skipped) = (body, stored)
        return HTTPRequest.Body(size: size - skipped) {
            let reader = try body.begin()
            var left = Int(skipped)
            while left > 0 {
                let count = try withUnsafeTemporaryAllocation(byteCount: min(left, 64 << 10), alignment: 16) {
                    try reader($0)
                }
                guard count > 0 else { break }
                left -= count
            }
            return reader
        }
    }
}
