/// What is asked of a server.
public struct HTTPRequest: Sendable {
    /// What is to be done with the resource.
    public enum Method: String, Sendable {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    /// Bytes that go with a request.
    public struct Body: Sendable {
        /// How many bytes there are; `nil` where that is not known before.
        public let size: Int64?
        /// Begins the bytes anew and gives a function that fills a buffer with the next ones and says how many: 0 at the end.
        ///
        /// It begins again where the server sends the request to another address.
        public let begin: @Sendable () throws -> Reader

        /// Fills a buffer; says with how many bytes.
        public typealias Reader = (UnsafeMutableRawBufferPointer) throws -> Int

        /// Makes a body of a stream that can be begun again.
        public init(size: Int64?, begin: @escaping @Sendable () throws -> Reader) {
            self.size = size
            self.begin = begin
        }

        /// Makes a body of bytes.
        public init(_ bytes: [UInt8]) {
            self.init(size: Int64(bytes.count)) {
                var done = 0
                return { buffer in
                    let count = min(buffer.count, bytes.count - done)
                    buffer.copyBytes(from: bytes[done..<done + count])
                    done += count
                    return count
                }
            }
        }
    }

    /// What is to be done.
    public var method: Method
    /// Where it is sent.
    public var address: HTTPAddress
    /// Header fields. Those with credentials (`Authorization`, `Cookie`) are not sent on to another origin.
    public var headers: HTTPHeaders
    /// The bytes that go with it.
    public var body: Body?
    /// Whether the body is a secret, which goes to no other origin.
    public var hasSecretBody = false
    /// Whether answers that point to another address are followed.
    public var followsRedirects = true
    /// Whether anybody wants the body of a successful answer. Where nobody does, its end is not waited for beyond a megabyte.
    public var wantsBody = true

    /// How long the answer may take to begin when all of the request has gone, in seconds, where that is longer than the client's
    /// `stallSeconds`: for what is work to the server.
    public var answerSeconds: Int?

    /// Makes a request.
    public init(_ method: Method = .get, _ address: HTTPAddress, headers: HTTPHeaders = [:], body: Body? = nil) {
        self.method = method
        self.address = address
        self.headers = headers
        self.body = body
    }

    /// Asks for a part of the resource: `Range: bytes=FROM-TO`.
    public mutating func ask(for range: Range<Int64>) {
        headers["Range"] = "bytes=\(range.lowerBound)-\(range.upperBound - 1)"
    }
}
