internal import CCurl

/// What proxies do not do.
extension TransferOptions {
    static let proxyHint = "check HTTP_PROXY and HTTPS_PROXY; NO_PROXY names hosts that are asked without a proxy"

    /// The proxy of the request as errors name it.
    var proxyName: String { settings.proxies.proxy(for: request.address.origin).map(ProxySettings.name) ?? "" }

    /// A proxy that does not pass the request on. One that has a problem, or does not reach the server, is told as such a server is.
    func proxyRefusal(status: Int) -> TransportError {
        let origin = request.address.origin
        if status == 407 {
            let hasUser = settings.proxies.proxy(for: origin)?.contains("@") == true
            return TransportError(
                .proxyRefused,
                "\(request.address): the proxy \(proxyName) \(hasUser ? "does not accept user and password" : "wants to know who asks")",
                hint: "write both into \(origin.scheme.uppercased())_PROXY: http://USER:PASSWORD@\(proxyName)")
        }
        return TransportError(
            status >= 500 ? .unreachable : .proxyRefused,
            "\(request.address): the proxy \(proxyName) does not connect to \(origin.authority): it answers \(status)",
            hint: Self.proxyHint)
    }

    /// Whether libcurl says of the proxy that no connection came about: it names the host that it tried.
    func isOfProxy(_ detail: String) -> Bool {
        guard let proxy = settings.proxies.proxy(for: request.address.origin) else { return false }
        var host = ProxySettings.name(of: proxy)
        if let colon = host.lastIndex(of: ":"), !host[colon...].contains("]") { host = String(host[..<colon]) }
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        return host != request.address.origin.host && detail.contains("connect to \(host) port ")
    }
}
