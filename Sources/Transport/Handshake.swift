internal import CCurl

/// What happens while connections become secure: which certificate is shown, and what the server has against it.
///
/// One exchange at a time, on its thread. Connections call it as long as they are open: it lives as long as their handle.
final class Handshake {
    // SAFETY: made here, freed in deinit; `Connection` keeps this object until libcurl has closed all that refers to it.
    private let hooks = UnsafeMutablePointer<ccurl_tls_hooks>.allocate(capacity: 1)
    private var certificates: [TrustSettings.Certificate] = []
    /// Why the server refused the certificate that it was shown, or that it was shown none, in words.
    private(set) var refusal: String?
    /// A certificate and its key that are of no use.
    private(set) var broken: TrustSettings.Certificate?
    /// Whether the server was shown a certificate.
    private(set) var hasShown = false
    /// Whether the server has asked for one.
    private(set) var isAsked = false

    /// Alerts by which servers refuse who asks (RFC 8446, 6.2), in the words of their names.
    private static let refusals: [Int32: String] = [
        40: "handshake failure", 42: "bad certificate", 43: "unsupported certificate", 44: "certificate revoked",
        45: "certificate expired", 46: "certificate unknown", 48: "unknown authority", 49: "access denied",
        116: "certificate required",
    ]

    init() {
        // SAFETY: the context is this object, which outlives the hooks' last call.
        let context = Unmanaged.passUnretained(self).toOpaque()
        hooks.initialize(
            to: ccurl_tls_hooks(certificate: Self.onCertificate, alert: Self.onAlert, context: context))
    }

    deinit { hooks.deallocate() }

    /// Sets a handle up for an exchange in which these certificates may be shown.
    func begin(_ handle: UnsafeMutableRawPointer?, showing certificates: [TrustSettings.Certificate]) {
        (self.certificates, refusal, broken, isAsked) = (certificates, nil, nil, false)
        ccurl_set_tls_hooks(handle, hooks)
    }

    /// The first one that is of an authority that the server names; where none is, the first of all.
    private func show(_ handshake: UnsafeMutableRawPointer?) {
        (hasShown, isAsked) = (false, true)
        for isAny in [false, true] where !hasShown {
            for certificate in certificates where !hasShown && broken == nil {
                let result = ccurl_show(handshake, certificate.path, certificate.key, isAny ? 1 : 0)
                if result < 0 { broken = certificate }
                hasShown = result > 0
            }
        }
    }

    private func hear(_ alert: Int32) { if let words = Self.refusals[alert] { refusal = words } }

    private static let onCertificate: @convention(c) (UnsafeMutableRawPointer?, UnsafeMutableRawPointer?) -> Void = {
        guard let context = $1 else { return }
        Unmanaged<Handshake>.fromOpaque(context).takeUnretainedValue().show($0)
    }

    private static let onAlert: @convention(c) (Int32, UnsafeMutableRawPointer?) -> Void = {
        guard let context = $1 else { return }
        Unmanaged<Handshake>.fromOpaque(context).takeUnretainedValue().hear($0)
    }
}
