/// An address of a resource: `http` or `https`, a host, and what stands behind it.
///
/// A user and a password in the text are kept apart: no text that this value gives holds them. What stands in messages is its
/// description, which has no signatures either.
public struct HTTPAddress: Sendable, Hashable {
    /// Who is addressed: credentials for one origin go to no other.
    public struct Origin: Sendable, Hashable {
        /// `http` or `https`.
        public let scheme: String
        /// In small letters.
        public let host: String
        /// The port, that of the scheme where none is written.
        public let port: Int
        /// `host:port`.
        public var authority: String { "\(host):\(port)" }
    }

    /// Scheme, host and port.
    public let origin: Origin
    /// Whether the port is written.
    public let hasPort: Bool
    /// The address without user, password and fragment.
    public let text: String
    /// `user:password` as it stands before the `@`, with percent signs decoded; `nil` where there is none.
    private(set) var credentials: String?
    /// The path as written, without query and fragment.
    private let path: Substring

    /// Reads an address.
    ///
    /// - Throws: `badAddress`.
    public init(parsing written: String) throws(TransportError) {
        let hint = "write it as https://host/path"
        guard let colon = written.firstRange(of: "://"),
            let port = ["http": 80, "https": 443][written[..<colon.lowerBound].lowercased()]
        else { throw TransportError(.badAddress, "this is no http or https address", hint: hint) }
        let scheme = written[..<colon.lowerBound].lowercased()
        let rest = written[colon.upperBound...].prefix { $0 != "#" }
        let authority = rest.prefix { !"/?\\".contains($0) }
        let target = rest[authority.endIndex...]
        let at = authority.lastIndex(of: "@")
        let server = at.map { authority[authority.index(after: $0)...] } ?? authority
        guard !server.isEmpty, !written.unicodeScalars.contains(where: { $0.value <= 0x20 || $0.value == 0x7F }),
            let (host, digits) = Self.server(server)
        else {
            throw TransportError(.badAddress, "\(scheme)://\(server)\(target): this is no address", hint: hint)
        }
        let ownPort = UInt16(digits)
        guard digits.isEmpty || ownPort != nil else {
            throw TransportError(
                .badAddress, "\(scheme)://\(server)\(target): there is no port \(digits)", hint: "ports go up to 65535")
        }
        origin = Origin(scheme: scheme, host: host.lowercased(), port: ownPort.map(Int.init) ?? port)
        hasPort = ownPort != nil
        text = "\(scheme)://\(server)\(target)"
        credentials = at.map { Self.decoded(authority[..<$0]) }
        path = target.prefix { $0 != "?" }
    }

    /// The same address for somebody else.
    func with(_ credentials: String?) -> HTTPAddress {
        var result = self
        result.credentials = credentials
        return result
    }

    /// The last component of the path, percent signs decoded; `nil` where the path has none.
    public var lastComponent: String? {
        // As Go's path.Base of a decoded path: slashes at the end do not count.
        let components = Self.decoded(path).split(separator: "/")
        return components.last.map(String.init)
    }

    /// Path and query as written.
    public var target: Substring {
        let server = text.firstRange(of: "://")?.upperBound ?? text.startIndex
        return text[server...].drop { !"/?".contains($0) }
    }

    /// `host` or `host:port`, a host of version 6 in brackets; the port as its digits, none where none is written.
    private static func server(_ text: Substring) -> (host: Substring, port: Substring)? {
        var host = text
        if let bracket = text.lastIndex(of: "]") {
            host = text[...bracket]
        } else if let colon = text.lastIndex(of: ":") {
            host = text[..<colon]
        }
        let rest = text[host.endIndex...]
        if rest.isEmpty { return (host, "") }
        let port = rest.dropFirst()
        guard !host.isEmpty, rest.first == ":", port.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return (host, port)
    }

    /// The text with `%41` replaced by `A`; what is no such sequence stays.
    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension HTTPAddress: CustomStringConvertible {
    /// Values of a query that have more letters are signatures of a storage, or states of an upload: whoever reads them may do
    /// what they are for.
    private static let longestValue = 40

    /// The address without user and password, and with `…` for long values of its query: for messages.
    public var description: String {
        guard let start = text.firstIndex(of: "?") else { return text }
        let values = text[text.index(after: start)...].split(separator: "&", omittingEmptySubsequences: false)
        let shown = values.map { value -> String in
            guard let sign = value.firstIndex(of: "="), value[sign...].count > Self.longestValue + 1 else {
                return String(value)
            }
            return value[...sign] + "…"
        }
        return text[...start] + shown.joined(separator: "&")
    }
}
