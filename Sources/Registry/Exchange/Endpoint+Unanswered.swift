internal import Transport

extension Endpoint {
    /// What it says of the registry where no answer came; the cause is told with it.
    func noAnswer(_ error: TransportError) -> RegistryError {
        if error.code == .untrusted, error.redirectTarget == nil {
            return RegistryError(
                .noAnswer, "\(host): there is no trusted connection to the registry",
                hint:
                    "put the certificate of its authority into \(certificates), as NAME.crt, or name it with SSL_CERT_FILE",
                cause: error)
        }
        if error.code == .unfitCertificate, error.redirectTarget == nil {
            return RegistryError(
                .noAnswer, "\(host): there is no trusted connection to the registry", hint: error.hint, cause: error)
        }
        if error.code == .plainServer {
            return RegistryError(
                .noAnswer, "\(host): the registry is asked by https, and does not speak it",
                hint: "if it is yours, allow that in registries.conf: [[registry]] with location = \"\(host)\" and "
                    + "insecure = true", cause: error)
        }
        if error.code == .certificateRefused {
            return RegistryError(
                .noAnswer, "\(host): the registry lets in who shows a certificate that it trusts, and nobody else",
                hint: error.hint
                    ?? "put it into \(certificates), as NAME.cert with NAME.key",
                cause: error)
        }
        if error.code == .tooManyRedirects || error.code == .badAddress {
            let words =
                error.code == .badAddress
                ? "the registry sends on to no place that can be asked" : "the registry sends on without an end"
            return RegistryError(
                .wrongContent, "\(host): \(words)",
                hint: "tell its owner: it, or a proxy before it, is set up wrong", cause: error)
        }
        if let target = error.redirectTarget {
            return RegistryError(
                .noAnswer, "\(host): the registry sends to \(target.authority), from where no answer comes",
                hint: error.hint, cause: error)
        }
        if error.code == .proxyRefused {
            return RegistryError(
                .noAnswer, "\(host): the proxy does not let requests to the registry through", hint: error.hint,
                cause: error)
        }
        return RegistryError(.noAnswer, "\(host): the registry does not answer", hint: error.hint, cause: error)
    }

    /// Where the certificates for the registry are looked for.
    private var certificates: String { "certs.d/\(host) of ~/.config/containers or /etc/containers" }
}
