import OCI

/// The head of a request that came.
public struct ServerRequest: Sendable {
    /// `GET`, `PUT` …
    public let method: String
    /// The path as it came, escapes and all, without the query.
    public let path: String
    /// The query's parts in order, their escapes resolved; a part without `=` has an empty value.
    public let query: [(name: String, value: String)]
    /// The header's fields in order.
    public let headers: [(name: String, value: String)]
    /// Who asks, as text for a log.
    public let peer: String
    /// Why it is refused, whatever it asks for; `nil` where nothing is wrong with it.
    let fault: String?

    /// - Parameters:
    ///   - target: What the first line names, without the query.
    ///   - version: The protocol, such as `HTTP/1.1`.
    init(
        method: String, target: String, version: String, query: [(name: String, value: String)],
        headers: [(name: String, value: String)], peer: String
    ) {
        (self.method, self.query, self.peer) = (method, query, peer)
        let parsed = RequestTarget(parsing: target)
        path = parsed?.path ?? target
        let others = headers.filter { $0.name.lowercased() != "host" }
        // As RFC 9112 3.2.2 has it: what stands in the first line counts, whatever the field says.
        self.headers = parsed?.authority.map { others + [(name: "Host", value: $0)] } ?? headers
        switch headers.count - others.count {
        case _ where parsed == nil: fault = "the first line names neither a path nor an http address"
        case 0 where version != "HTTP/1.0": fault = "there is no field Host"
        case 2...: fault = "there is more than one field Host"
        default: fault = nil
        }
    }

    /// Path and query as a line of a log has them: without anything that a terminal would take for more than text.
    public var target: String {
        let parts = query.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
        let safe = path.unicodeScalars.map { (0x21...0x7E).contains($0.value) ? Character($0) : "?" }
        return String(safe) + (parts.isEmpty ? "" : "?" + parts.joined(separator: "&"))
    }

    /// The first value of a header field, whose name's case does not matter.
    public func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.name.lowercased() == wanted }?.value
    }

    /// All values of a header field.
    public func headers(_ name: String) -> [String] {
        let wanted = name.lowercased()
        return headers.filter { $0.name.lowercased() == wanted }.map(\.value)
    }

    /// The first value of a part of the query.
    public func query(_ name: String) -> String? { query.first { $0.name == name }?.value }

    /// The path's parts, each with its escapes resolved; `nil` where an escape is none.
    public var segments: [String]? {
        var result: [String] = []
        for part in path.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            guard let text = PercentEncoding.decode(part) else { return nil }
            result.append(text)
        }
        return result
    }

    /// Whether a body follows the head.
    var hasBody: Bool { header("Transfer-Encoding") != nil || (contentLength ?? 0) != 0 }

    /// How many bytes the body is said to have.
    public var contentLength: Int64? { header("Content-Length").flatMap { Int64($0) } }
}
