internal import LinuxSystem

/// Hosts that are spoken to without a proxy, as `NO_PROXY` names them: with commas between,
/// - a name, with or without a dot or `*.` before it, for itself and all names below it,
/// - an address, or a network (`10.0.0.0/8`, `fd00::/8`),
/// - each of these but a network with a port, for that port alone,
/// - `*` for all.
///
/// What cannot be read is passed over. These are the forms that docker and podman know; libcurl knows neither ports nor `*.`.
struct ProxyExceptions: Sendable, Hashable {
    private enum Hosts: Hashable {
        case all
        case network([UInt8], bits: Int)
        case domain(String)
    }

    private struct Rule: Hashable {
        let hosts: Hosts
        let port: Int?
    }

    private let rules: [Rule]

    /// Reads the value of the variable.
    init(parsing text: String) {
        rules = text.split { $0 == "," || $0.isWhitespace }.compactMap { Self.rule($0.lowercased()) }
    }

    /// Whether an origin is one of them.
    func contain(_ origin: HTTPAddress.Origin) -> Bool {
        let host = Self.withoutBrackets(origin.host)
        let address = InternetAddress.bytes(of: host)
        return rules.contains { rule in
            guard rule.port == nil || rule.port == origin.port else { return false }
            switch rule.hosts {
            case .all: return true
            case .network(let network, let bits): return address.map { Self.begins($0, as: network, bits) } ?? false
            case .domain(let name): return address == nil && Self.isBelow(host, name)
            }
        }
    }

    private static func rule(_ text: String) -> Rule? {
        if text == "*" { return Rule(hosts: .all, port: nil) }
        if let slash = text.firstIndex(of: "/") {
            guard let address = InternetAddress.bytes(of: withoutBrackets(String(text[..<slash]))),
                let bits = Int(text[text.index(after: slash)...]), (0...address.count * 8).contains(bits)
            else { return nil }
            return Rule(hosts: .network(address, bits: bits), port: nil)
        }
        if let rule = rule(ofHost: text, port: nil) { return rule }
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]) else { return nil }
        return rule(ofHost: String(text[..<colon]), port: port)
    }

    private static func rule(ofHost text: String, port: Int?) -> Rule? {
        let host = withoutBrackets(text)
        if let address = InternetAddress.bytes(of: host) {
            return Rule(hosts: .network(address, bits: address.count * 8), port: port)
        }
        let name = withoutLastDot(host.hasPrefix("*.") ? host.dropFirst(2) : host.drop { $0 == "." })
        return name.isEmpty || name.contains(":") ? nil : Rule(hosts: .domain(String(name)), port: port)
    }

    private static func isBelow(_ host: String, _ name: String) -> Bool {
        let host = withoutLastDot(host[...])
        return host == name || host.hasSuffix("." + name)
    }

    private static func begins(_ address: [UInt8], as network: [UInt8], _ bits: Int) -> Bool {
        guard address.count == network.count else { return false }
        let (whole, rest) = bits.quotientAndRemainder(dividingBy: 8)
        guard address[..<whole] == network[..<whole] else { return false }
        return rest == 0 || (address[whole] ^ network[whole]) >> (8 - rest) == 0
    }

    private static func withoutLastDot(_ name: Substring) -> Substring { name.hasSuffix(".") ? name.dropLast() : name }

    private static func withoutBrackets(_ host: String) -> String {
        host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    }
}
