/// What the first line of a request names (RFC 9112 3.2): a path, an address with its host, or `*`.
struct RequestTarget {
    /// The path as it came, escapes and all; `*` for the server as a whole.
    let path: String
    /// The host of an address, which counts in place of the field `Host`; `nil` where the line names none.
    let authority: String?

    /// Reads the line's second word, without the query; `nil` for what is none of these.
    init?(parsing written: String) {
        if written.unicodeScalars.contains(where: { $0.value <= 0x20 || $0.value == 0x7F }) { return nil }
        if written.hasPrefix("/") || written == "*" {
            path = written
            authority = nil
            return
        }
        guard let scheme = written.firstRange(of: "://"),
            ["http", "https"].contains(written[..<scheme.lowerBound].lowercased())
        else { return nil }
        let rest = written[scheme.upperBound...]
        let server = rest.prefix { $0 != "/" }
        // A name before the host is of no use to anybody here.
        let host = server.lastIndex(of: "@").map { server[server.index(after: $0)...] } ?? server
        if host.isEmpty { return nil }
        authority = String(host)
        path = server.endIndex == rest.endIndex ? "/" : String(rest[server.endIndex...])
    }
}
