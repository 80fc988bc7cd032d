/// Which proxy a request goes through, by the variables that programs agree on.
public struct ProxySettings: Sendable, Hashable {
    /// For `http` addresses.
    public var http: String?
    /// For `https` addresses.
    public var https: String?
    private var exceptions = ProxyExceptions(parsing: "")

    /// No proxy at all.
    public init() {}

    /// Reads `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`, in capitals or small letters; capitals win.
    public init(environment: [String: String]) {
        func value(_ name: String) -> String? {
            let text = environment[name] ?? environment[name.lowercased()]
            return text?.isEmpty == false ? text : nil
        }
        http = value("HTTP_PROXY")
        https = value("HTTPS_PROXY")
        exceptions = ProxyExceptions(parsing: value("NO_PROXY") ?? "")
    }

    /// The proxy for an origin; `nil` where it is spoken to directly. This machine itself always is.
    func proxy(for origin: HTTPAddress.Origin) -> String? {
        if origin.host == "localhost" || origin.host.hasPrefix("127.") || origin.host == "[::1]" { return nil }
        guard let proxy = origin.scheme == "https" ? https : http, !exceptions.contain(origin) else { return nil }
        return proxy
    }

    /// Host and port of a proxy as errors name it, without what is shown to it.
    static func name(of proxy: String) -> String {
        let scheme = proxy.firstRange(of: "://")?.upperBound ?? proxy.startIndex
        let authority = proxy[scheme...].prefix { $0 != "/" }
        return String(authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority)
    }
}
