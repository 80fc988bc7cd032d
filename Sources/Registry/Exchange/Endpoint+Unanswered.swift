internal import Transport

extension Endpoint {
    /// What it says of the registry where no answer came; the cause is told with it.
    func noAnswer(_ error: TransportError) -> RegistryError {
        let (code, message, hint): (RegistryError.Code, String, String?) =
            switch (error.code, error.redirectTarget?.authority) {
            case (.untrusted, nil):
                (
                    .noAnswer, "\(host): there is no trusted connection to the registry",
                    "put the certificate of its authority into \(certificates), as NAME.crt, or name it with SSL_CERT_FILE"
                )
            case (.unfitCertificate, nil):
                (.noAnswer, "\(host): there is no trusted connection to the registry", nil)
            case (.plainServer, _):
                (
                    .noAnswer, "\(host): the registry is asked by https, and does not speak it",
                    "if it is yours, allow that in registries.conf: [[registry]] with location = \"\(host)\" and "
                        + "insecure = true"
                )
            case (.certificateRefused, _):
                (
                    .noAnswer, "\(host): the registry lets in who shows a certificate that it trusts, and nobody else",
                    error.hint ?? "put it into \(certificates), as NAME.cert with NAME.key"
                )
            case (.interrupted, nil) where error.wantedCertificate:
                (
                    .noAnswer, "\(host): the registry asks for a certificate, and then breaks the connection",
                    "if it lets in only who shows one that it trusts, put that into \(certificates), as NAME.cert with NAME.key"
                )
            case (.badAddress, _):
                (.wrongContent, "\(host): the registry sends on to no place that can be asked", Self.wrongSetUp)
            case (.tooManyRedirects, _):
                (.wrongContent, "\(host): the registry sends on without an end", Self.wrongSetUp)
            case (_, let target?):
                (.noAnswer, "\(host): the registry sends to \(target), from where no answer comes", nil)
            case (.proxyRefused, nil):
                (.noAnswer, "\(host): the proxy does not let requests to the registry through", nil)
            default:
                (.noAnswer, "\(host): the registry does not answer", nil)
            }
        return RegistryError(code, message, hint: hint ?? error.hint, cause: error)
    }

    private static let wrongSetUp = "tell its owner: it, or a proxy before it, is set up wrong"

    /// Where the certificates for the registry are looked for.
    private var certificates: String { "certs.d/\(host) of ~/.config/containers or /etc/containers" }
}
