import CMicroHTTP
import LinuxSystem
import OCI

/// One request on its way: the state that the library's calls share. One thread at a time uses it.
final class ServerExchange {
    /// So many bytes that nobody wants are read, so that the other side gets to see the answer; then the connection ends. It is
    /// more than a layer has: a client that sees no answer takes the connection for broken, and sends as much again several times.
    private static let patience = 64 << 30

    let request: ServerRequest
    private var body: (any ServerBody)?
    /// What is answered when the request has been read.
    private var answer: ServerAnswer?
    private var wantsMore = true
    private var unwanted = 0
    /// The status that was answered.
    private(set) var status: Int?

    init(_ request: ServerRequest) { self.request = request }

    /// Begins: asks what is to be done. `false` ends the connection.
    func begin(_ reply: ServerReply, on connection: OpaquePointer) -> Bool {
        switch reply {
        case .answer(let answer):
            // Who sends a body is answered before it, and the connection ends with that; others may go on with it.
            if request.hasBody { return send(answer, on: connection) }
            self.answer = answer
            return true
        case .read(let body):
            self.body = body
            return true
        }
    }

    /// Takes bytes of the body.
    func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let body else { return false }
        if wantsMore { wantsMore = body.take(bytes) } else { unwanted += bytes.count }
        return unwanted <= Self.patience
    }

    /// Answers at the end of the body.
    func finish(on connection: OpaquePointer) -> Bool {
        guard let answer = answer.take() ?? body.take()?.finish() else { return false }
        return send(answer, on: connection)
    }

    /// The exchange is over, however it went.
    func end() { body.take()?.abandon() }

    private func send(_ answer: ServerAnswer, on connection: OpaquePointer) -> Bool {
        status = answer.status
        guard let response = Self.response(of: answer.body) else { return false }
        for (name, value) in answer.headers { MHD_add_response_header(response, name, value) }
        defer { MHD_destroy_response(response) }
        return MHD_queue_response(connection, UInt32(answer.status), response) == .YES
    }

    private static func response(of body: ServerAnswer.Body) -> OpaquePointer? {
        switch body {
        case .bytes(let bytes): return bytes.withUnsafeBytes { cmicrohttp_bytes($0.baseAddress, $0.count) }
        case .file(let file, let offset, let count):
            return cmicrohttp_file(file.descriptor, UInt64(offset), UInt64(count))
        case .parts(let file, let parts, let end): return PartedFile(file, parts, end).response()
        }
    }
}

extension ServerExchange {
    // SAFETY: texts of a request are the library's for the time of the call, and copied here.

    /// Reads the head of a request.
    static func request(
        _ connection: OpaquePointer, method: UnsafePointer<CChar>?, target: UnsafePointer<CChar>?,
        version: UnsafePointer<CChar>?
    ) -> ServerRequest {
        var peer = [CChar](repeating: 0, count: 64)
        cmicrohttp_peer(connection, &peer, peer.count)
        let query = pairs(of: connection, cmicrohttp_query).map { name, value in
            (PercentEncoding.decode(name) ?? name, PercentEncoding.decode(value) ?? value)
        }
        return ServerRequest(
            method: method.map { String(cString: $0) } ?? "", target: target.map { String(cString: $0) } ?? "",
            version: version.map { String(cString: $0) } ?? "", query: query,
            headers: pairs(of: connection, cmicrohttp_headers),
            peer: String(decoding: peer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }

    private typealias Pairs = [(name: String, value: String)]

    private static func pairs(
        of connection: OpaquePointer, _ visit: (OpaquePointer?, MHD_KeyValueIterator?, UnsafeMutableRawPointer?) -> Void
    ) -> Pairs {
        var pairs: Pairs = []
        withUnsafeMutablePointer(to: &pairs) { pointer in
            visit(
                connection,
                { context, _, name, value in
                    guard let context, let name else { return .YES }
                    let text = value.map { String(cString: $0) } ?? ""
                    context.assumingMemoryBound(to: Pairs.self).pointee.append((String(cString: name), text))
                    return .YES
                }, pointer)
        }
        return pairs
    }
}
