/// What EXPOSE takes: `[[address:]host:]first[-last][/protocol]`.
enum PortSpecification {
    /// Why a text names no ports; the message goes after the text.
    struct Problem: Error, Hashable {
        let message: String
    }

    /// The container's ports as `number/protocol`, in ascending order for a range.
    static func ports(in text: String) throws(Problem) -> [String] {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let (range, transport) = try split(parts.last ?? "")
        let container = try numbers(range)
        guard isAddress(parts.dropLast(2).joined(separator: ":")) else {
            throw Problem(message: "binds to something that is no IP address")
        }
        if parts.count > 1, !parts[parts.count - 2].isEmpty {
            let host = try numbers(parts[parts.count - 2])
            guard host.count == container.count || container.count == 1 else {
                throw Problem(message: "maps ranges of different lengths")
            }
        }
        return container.map { "\($0)/\(transport)" }
    }

    /// Whether a text is an address of IPv4, or of IPv6 with or without brackets, or none at all.
    private static func isAddress(_ text: String) -> Bool {
        if text.isEmpty { return true }
        let isBracketed = text.hasPrefix("[") && text.hasSuffix("]")
        let inner = isBracketed ? text.dropFirst().dropLast() : Substring(text)
        if inner.contains(":") { return inner.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." } }
        let numbers = inner.split(separator: ".", omittingEmptySubsequences: false)
        return !isBracketed && numbers.count == 4 && numbers.allSatisfy { number($0).map { $0 < 256 } ?? false }
    }

    private static func split(_ text: String) throws(Problem) -> (range: String, transport: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let range = parts.first, !range.isEmpty else { throw Problem(message: "names no port") }
        let transport = parts.count > 1 && !parts[1].isEmpty ? parts[1].lowercased() : "tcp"
        guard ["tcp", "udp", "sctp"].contains(transport) else {
            throw Problem(message: "has the protocol \(transport), which is none of tcp, udp and sctp")
        }
        return (range, transport)
    }

    private static func numbers(_ text: String) throws(Problem) -> ClosedRange<UInt16> {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard (1...2).contains(ends.count), let first = number(ends[0]), let last = number(ends[ends.count - 1]) else {
            throw Problem(message: "is neither a port nor a range of ports")
        }
        guard first <= last else { throw Problem(message: "holds a range that ends before it begins") }
        return first...last
    }

    private static func number(_ text: Substring) -> UInt16? {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? UInt16(text) : nil
    }
}
