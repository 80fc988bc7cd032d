internal import CCurl

/// Sets a handle of libcurl up for a request, and says in words what it answers.
struct TransferOptions {
    let handle: UnsafeMutableRawPointer?
    let request: HTTPRequest
    let settings: HTTPClient.Settings
    let handshake: Handshake

    /// Sets all options. The list of header fields has to live until the exchange has ended; the caller frees it.
    func set(for transfer: Transfer) -> UnsafeMutablePointer<curl_slist>? {
        setAddress()
        setLimits()
        setTrust()
        // SAFETY: the pointer is valid while the caller keeps the transfer, which is longer than libcurl uses it.
        let context = Unmanaged.passUnretained(transfer).toOpaque()
        ccurl_set_function(handle, CURLOPT_HEADERFUNCTION, Transfer.onHeader)
        ccurl_set_pointer(handle, CURLOPT_HEADERDATA, context)
        ccurl_set_function(handle, CURLOPT_WRITEFUNCTION, Transfer.onBody)
        ccurl_set_pointer(handle, CURLOPT_WRITEDATA, context)
        ccurl_set_function(handle, CURLOPT_READFUNCTION, Transfer.onRead)
        ccurl_set_pointer(handle, CURLOPT_READDATA, context)
        return setHeaders()
    }

    private func setAddress() {
        ccurl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https")
        ccurl_set_text(handle, CURLOPT_URL, request.address.text)
        ccurl_set_long(handle, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        // A path is sent as written, `..` too, as other clients do it.
        ccurl_set_long(handle, CURLOPT_PATH_AS_IS, 1)
        if let credentials = request.address.credentials, request.headers["Authorization"] == nil {
            let parts = credentials.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            ccurl_set_text(handle, CURLOPT_USERNAME, String(parts[0]))
            ccurl_set_text(handle, CURLOPT_PASSWORD, parts.count > 1 ? String(parts[1]) : "")
        }
        // Empty texts keep libcurl from looking into the environment itself.
        ccurl_set_text(handle, CURLOPT_PROXY, settings.proxies.proxy(for: request.address.origin) ?? "")
        ccurl_set_text(handle, CURLOPT_NOPROXY, "")
        ccurl_set_text(handle, CURLOPT_UNIX_SOCKET_PATH, settings.socketPath)
        setMethod()
    }

    private func setMethod() {
        switch request.method {
        case .get: ccurl_set_long(handle, CURLOPT_HTTPGET, 1)
        case .head: ccurl_set_long(handle, CURLOPT_NOBODY, 1)
        case .post, .put, .patch, .delete:
            if let body = request.body {
                ccurl_set_long(handle, CURLOPT_UPLOAD, 1)
                ccurl_set_size(handle, CURLOPT_INFILESIZE_LARGE, curl_off_t(body.size ?? -1))
            }
            ccurl_set_text(handle, CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        }
    }

    private func setLimits() {
        ccurl_set_long(handle, CURLOPT_NOSIGNAL, 1)
        ccurl_set_long(handle, CURLOPT_CONNECTTIMEOUT, settings.connectSeconds)
        // Routers forget connections on which a server takes its time.
        ccurl_set_long(handle, CURLOPT_TCP_KEEPALIVE, 1)
        ccurl_set_long(handle, CURLOPT_BUFFERSIZE, 128 << 10)
        // A body without a length goes in pieces of this size, each with a head that the server has to read by itself.
        ccurl_set_long(handle, CURLOPT_UPLOAD_BUFFERSIZE, 512 << 10)
        ccurl_set_text(handle, CURLOPT_USERAGENT, settings.userAgent)
    }

    private func setTrust() {
        let trust = settings.trust
        ccurl_set_long(handle, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        ccurl_set_text(handle, CURLOPT_CAINFO, trust.authorities)
        if let bundle = trust.bundle { ccurl_set_blob(handle, CURLOPT_CAINFO_BLOB, bundle, bundle.count) }
        ccurl_set_text(handle, CURLOPT_CAPATH, trust.authorityDirectory)
        ccurl_set_long(handle, CURLOPT_SSL_VERIFYPEER, trust.isVerifying ? 1 : 0)
        ccurl_set_long(handle, CURLOPT_SSL_VERIFYHOST, trust.isVerifying ? 2 : 0)
        let isFor = trust.certificateOrigin == nil || trust.certificateOrigin == request.address.origin
        handshake.begin(handle, showing: isFor ? trust.certificates : [])
    }

    private func setHeaders() -> UnsafeMutablePointer<curl_slist>? {
        var list: UnsafeMutablePointer<curl_slist>?
        for field in request.headers.fields {
            // A line end would begin a field of its own.
            let line = "\(field.name): \(field.value)".filter { !$0.isNewline }
            list = curl_slist_append(list, line)
        }
        // Without this, libcurl waits for a word of the server before it sends a body.
        if request.body != nil { list = curl_slist_append(list, "Expect:") }
        ccurl_set_list(handle, CURLOPT_HTTPHEADER, list)
        return list
    }

    /// What a result of libcurl means; `detail` is what it says of it besides, and `isAnswered` whether anything had come.
    func error(_ result: Int32, detail: String, isAnswered: Bool) -> TransportError {
        let words = String(cString: curl_easy_strerror(CURLcode(UInt32(result))))
        let what = "\(request.address)"
        if let error = refusal { return error }
        let tunnel = ccurl_long_info(handle, CURLINFO_HTTP_CONNECTCODE)
        if tunnel >= 300 { return proxyRefusal(status: tunnel) }
        switch CURLcode(UInt32(result)) {
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY:
            // The scheme is http or https, as `HTTPAddress` has it: it is what comes back that is something else.
            return TransportError(
                .notHTTP, "\(what): what answers there speaks no HTTP", hint: "check the name and the port")
        // What libcurl says of a line of the head that is longer than it takes.
        case CURLE_OUT_OF_MEMORY: return endlessHead
        case CURLE_URL_MALFORMAT:
            return TransportError(.badAddress, "\(what): this is no address", hint: "write it as https://host/path")
        case CURLE_COULDNT_RESOLVE_HOST:
            return unreachable("\(what): the name \(request.address.origin.host) is not known")
        case CURLE_COULDNT_RESOLVE_PROXY:
            return unreachable("\(what): the name of the proxy \(proxyName) is not known", hint: Self.proxyHint)
        case CURLE_COULDNT_CONNECT where isOfProxy(detail):
            return unreachable("\(what): the proxy \(proxyName) does not answer", hint: Self.proxyHint)
        case CURLE_COULDNT_CONNECT:
            return unreachable(
                "\(what): nobody answers at \(request.address.origin.host), port \(request.address.origin.port)")
        case CURLE_OPERATION_TIMEDOUT:
            return stalled(seconds: settings.connectSeconds)
        case CURLE_PEER_FAILED_VERIFICATION: return untrusted(words, detail: detail)
        case CURLE_SSL_CONNECT_ERROR where Self.isPlain(detail):
            return TransportError(
                .plainServer, "\(what): the server answers without TLS", hint: "write http:// where that is meant")
        case CURLE_SSL_CONNECT_ERROR where Self.isBroken(detail):
            return TransportError(
                .interrupted, "\(what): the connection was closed while TLS began: \(detail)",
                hint: "try again; if it stays so, nothing that speaks TLS is behind that port")
        case CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_ISSUER_ERROR:
            return untrusted("\(what): no secure connection: \(detail.isEmpty ? words : detail)")
        case _ where handshake.isAsked && !isAnswered: return brokenWhereAsked(words)
        default: return TransportError(.interrupted, "\(what): the connection broke: \(words)", hint: "try again")
        }
    }

    /// With TLS 1.3 the request goes before the server has looked at the certificate: where it then closes the connection, its refusal
    /// may get lost. It may as well be the network: it is tried again.
    private func brokenWhereAsked(_ words: String) -> TransportError {
        let shown = handshake.hasShown ? "shown one" : "shown none"
        var error = TransportError(
            .interrupted,
            "\(request.address): the connection broke after the server had asked for a certificate and was \(shown): \(words)",
            hint: "try again")
        error.wantedCertificate = true
        return error
    }

    /// An exchange in which nothing has moved for a while.
    func stalled(seconds: Int) -> TransportError {
        var error = TransportError(
            .stalled, "\(request.address): nothing, or next to nothing, has arrived for \(seconds) s",
            hint: "try again later")
        error.standstill = seconds
        return error
    }

    /// An answer that does not get to its body.
    var endlessHead: TransportError {
        TransportError(
            .notHTTP, "\(request.address): the head of the answer has no end",
            hint: "check the name and the port; if they are right, the server or a proxy in between is broken")
    }

    /// What the server has against who asks.
    private var refusal: TransportError? {
        if let broken = handshake.broken {
            return TransportError(
                .certificateRefused,
                "\(request.address): the server wants a certificate, and \(broken.path) and \(broken.key) are none with its key",
                hint: "both are text (PEM); the key has no password, and belongs to the first certificate of its file")
        }
        guard let words = handshake.refusal else { return nil }
        return TransportError(
            .certificateRefused,
            handshake.hasShown
                ? "\(request.address): the server refuses the certificate that it was shown: \(words)"
                : "\(request.address): the server refuses who shows no certificate: \(words)")
    }

    /// Whether OpenSSL got something that is no TLS in answer to its greeting: the text of HTTP, taken for the head of a record.
    private static func isPlain(_ detail: String) -> Bool {
        ["wrong version number", "packet length too long"].contains { detail.contains($0) }
    }

    /// Whether it was the connection that ended, and no word of TLS.
    private static func isBroken(_ detail: String) -> Bool {
        ["SSL_ERROR_SYSCALL", "SSL_ERROR_ZERO_RETURN", "Connection reset", "unexpected eof"].contains {
            detail.contains($0)
        }
    }

    private func untrusted(_ message: String) -> TransportError {
        TransportError(
            .untrusted, message, hint: "add the authority's certificate to the system's, or name it with SSL_CERT_FILE")
    }

    /// What is wrong with the certificate that the server has shown, in OpenSSL's own words where it has any.
    private func untrusted(_ words: String, detail: String) -> TransportError {
        if detail.contains("target host name") {
            return TransportError(
                .unfitCertificate,
                "\(request.address): the certificate of the server is not for the name \(request.address.origin.host)",
                hint: "use a name that stands in the certificate, or have it made for this one, too")
        }
        let verification = ccurl_long_info(handle, CURLINFO_SSL_VERIFYRESULT)
        let reason = ccurl_verification_text(verification).map { String(cString: $0) } ?? words
        if ccurl_is_about_time(verification) {
            return TransportError(
                .unfitCertificate, "\(request.address): no trusted connection: \(reason)",
                hint: "who runs the server has to renew it; if it is good still, this machine's clock is wrong")
        }
        return untrusted("\(request.address): no trusted connection: \(verification == 0 ? words : reason)")
    }

    private func unreachable(
        _ message: String, hint: String = "check the name and the network; behind a proxy, set HTTPS_PROXY"
    ) -> TransportError {
        TransportError(.unreachable, message, hint: hint)
    }
}
