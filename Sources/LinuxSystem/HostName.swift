/// What the name of a host says by itself, without a question to anybody.
public enum HostName {
    /// Whether a host is this machine: `localhost` or a loopback address, with a port behind it or without (RFC 6761 6.3; RFC 1122 3.2.1.3).
    public static func isLoopback(_ host: String) -> Bool {
        let host = host.lowercased()
        let bracketed = host.hasPrefix("[") ? host.prefix { $0 != "]" } + "]" : host.prefix { $0 != ":" }
        return bracketed == "localhost" || bracketed == "[::1]" || isLoopbackAddress(bracketed)
    }

    private static func isLoopbackAddress(_ text: Substring) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
