/// What a server answered.
public struct HTTPResponse: Sendable {
    /// The status of the answer that counts, after all redirects.
    public let status: Int
    /// Its header fields.
    public let headers: HTTPHeaders
    /// Where it came from at last.
    public let address: HTTPAddress
    /// The beginning of the body of an answer that is no success, for messages.
    public let refusal: [UInt8]
    /// How many bytes of the body went to the sink.
    public let received: Int64

    /// Whether the server did what was asked (2xx).
    public var isSuccess: Bool { (200..<300).contains(status) }

    /// Whether the server does not know the method, whatever it was asked for (405, 501).
    public var refusesMethod: Bool { status == 405 || status == 501 }

    /// `Last-Modified` in seconds since 1970.
    public var lastModified: Int64? { headers["Last-Modified"].flatMap(HTTPDate.seconds) }

    /// How many seconds the server asks to wait (`Retry-After`; RFC 9110, 10.2.3). A moment counts from the server's own clock: ours may
    /// differ. `nil` where it does not ask, or not in a way that can be read.
    public var retryAfter: Int64? {
        guard let text = headers["Retry-After"] else { return nil }
        if let seconds = Int64(text) { return seconds >= 0 ? seconds : nil }
        guard let moment = HTTPDate.seconds(text), let now = headers["Date"].flatMap(HTTPDate.seconds) else {
            return nil
        }
        return max(0, moment - now)
    }

    /// This response where it is a success, or else the status as an error.
    ///
    /// - Throws: `status`.
    public func requireSuccess() throws(TransportError) -> HTTPResponse {
        if isSuccess { return self }
        throw TransportError(.status, "\(address): the server answers \(status)\(Self.words(status))", hint: hint)
    }

    private var hint: String {
        switch status {
        case 401, 403: "the server wants credentials, or refuses those given"
        case 404, 410: "check the address"
        case 500...: "the server has a problem: try again later"
        default: "ask for the address with curl -v to see more"
        }
    }

    private static func words(_ status: Int) -> String {
        let known = [
            400: "bad request", 401: "unauthorized", 403: "forbidden", 404: "not found", 405: "method not allowed",
            407: "proxy authentication required", 410: "gone", 429: "too many requests", 500: "internal server error",
            502: "bad gateway", 503: "service unavailable", 504: "gateway timeout",
        ]
        return known[status].map { " (\($0))" } ?? ""
    }
}
