internal import CCurl
internal import LinuxSystem
internal import Synchronization

/// One handle of libcurl with the connections that it keeps open. One exchange at a time.
final class Connection: @unchecked Sendable {
    // Unchecked: the handles are used by one exchange at a time, whose client took this object out of its pool; `wake` may be
    // called by any thread, which curl_multi_wakeup allows while the handle lives, and it lives as long as this object.
    // SAFETY: both, and the buffer, are made here, freed in deinit and nowhere else.
    private let handle = curl_easy_init()
    private let group = curl_multi_init()
    private let handshake = Handshake()
    /// Where libcurl writes what went wrong, in its own words and those of OpenSSL.
    private let words = UnsafeMutableBufferPointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    deinit {
        withExtendedLifetime(handshake) {
            curl_easy_cleanup(handle)
            curl_multi_cleanup(group)
        }
        words.deallocate()
    }

    /// Ends the waiting of the exchange that runs, so that it sees that its task is cancelled.
    func wake() { curl_multi_wakeup(group) }

    /// Carries out one exchange.
    func perform(
        _ request: HTTPRequest, _ settings: HTTPClient.Settings, _ onHead: HTTPClient.Head, to sink: HTTPClient.Sink
    ) throws -> Exchange {
        guard handle != nil, group != nil else {
            throw TransportError(.interrupted, "\(request.address): the HTTP library gives no handle")
        }
        curl_easy_reset(handle)
        return try withoutActuallyEscaping(sink) { sink in
            try withoutActuallyEscaping(onHead) { onHead in
                let wanted = request.wantsBody ? sink : nil
                return try perform(
                    request, settings, try Transfer(onHead: onHead, sink: wanted, body: request.body))
            }
        }
    }

    private func perform(_ request: HTTPRequest, _ settings: HTTPClient.Settings, _ transfer: Transfer) throws
        -> Exchange
    {
        try withExtendedLifetime(transfer) {
            let options = TransferOptions(
                handle: handle, request: request, settings: settings, handshake: handshake)
            let headers = options.set(for: transfer)
            words[0] = 0
            ccurl_set_pointer(handle, CURLOPT_ERRORBUFFER, words.baseAddress)
            defer { curl_slist_free_all(headers) }
            curl_multi_add_handle(group, handle)
            defer { curl_multi_remove_handle(group, handle) }
            let result = try run(transfer, options)
            if let failure = transfer.failure { throw failure }
            if transfer.isHeadEndless { throw options.endlessHead }
            guard result == 0 || transfer.isCutOff else {
                throw options.error(result, detail: detail, isAnswered: transfer.isAnswered)
            }
            let exchange = try exchange(of: transfer, request)
            if exchange.response.status == 407 { throw options.proxyRefusal(status: 407) }
            return exchange
        }
    }

    /// What libcurl says of the last failure; nothing where it says nothing.
    private var detail: String {
        String(decoding: words.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Drives the transfer to its end; its result.
    private func run(_ transfer: Transfer, _ options: TransferOptions) throws -> Int32 {
        let (request, stallSeconds) = (options.request, options.settings.stallSeconds)
        var watch = StallWatch(
            seconds: stallSeconds, answerSeconds: max(request.answerSeconds ?? 0, stallSeconds), now: .now)
        var running: Int32 = 1
        while true {
            curl_multi_perform(group, &running)
            let result = ccurl_result(group)
            if result >= 0 { return result }
            try Cancellation.check()
            if let seconds = watch.isStalled(phase(of: transfer), bytes: transfer.moved, now: .now) {
                throw options.stalled(seconds: seconds)
            }
            curl_multi_poll(group, nil, 0, 1000, nil)
        }
    }

    private func phase(of transfer: Transfer) -> StallWatch.Phase {
        if ccurl_long_info(handle, CURLINFO_REQUEST_SIZE) == 0 { return .connecting }
        return transfer.isAnswerAwaited ? .waiting : .moving
    }

    private func exchange(of transfer: Transfer, _ request: HTTPRequest) throws -> Exchange {
        let redirect = ccurl_text_info(handle, CURLINFO_REDIRECT_URL).map { String(cString: $0) }
        let response = HTTPResponse(
            status: ccurl_long_info(handle, CURLINFO_RESPONSE_CODE), headers: transfer.headers,
            address: request.address, refusal: transfer.refusal, received: transfer.received)
        return Exchange(response: response, redirect: (300..<400).contains(response.status) ? redirect : nil)
    }
}
