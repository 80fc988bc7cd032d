internal import CCurl

/// What arrives in one exchange, and what is sent: the other side of libcurl's callbacks.
///
/// All of it is used by the thread of the exchange alone.
final class Transfer {
    private static let refusalLimit = 64 << 10
    /// How many bytes of an answer that nobody wants are waited for: the connection serves again behind them.
    private static let refusalEnd = 1 << 20
    /// So many bytes the heads of an exchange may have, those included that only announce another one.
    private static let headLimit = 256 << 10
    private let onHead: HTTPClient.Head
    /// `nil` where nobody wants the body.
    private let sink: HTTPClient.Sink?
    private let reader: HTTPRequest.Body.Reader?
    /// How many bytes are still to be sent; `nil` where that is not known before they have gone.
    private var left: Int64?
    /// Of the last answer: an answer that only announces another one (100) comes before it.
    private(set) var headers = HTTPHeaders()
    private var status = 0
    private var headBytes = 0
    /// The beginning of what came with an answer that is no success.
    private(set) var refusal: [UInt8] = []
    private var passed = 0
    /// Whether the rest of an answer that nobody wants is not waited for: it might have no end.
    var isCutOff: Bool { passed > Self.refusalEnd }
    /// Whether the head is not waited for any longer.
    var isHeadEndless: Bool { headBytes > Self.headLimit }
    /// Whether anything of an answer has come.
    var isAnswered: Bool { headBytes > 0 }
    /// How many bytes went to the sink.
    private(set) var received: Int64 = 0
    /// How many bytes have come or gone, whatever they are.
    private(set) var moved: Int64 = 0
    /// What the sink or the reader threw.
    private(set) var failure: (any Error)?

    /// Whether all of the request has gone and nothing of the answer has come.
    var isAnswerAwaited: Bool { left == 0 && status < 200 }

    /// Begins the body. Errors: what that throws.
    init(onHead: @escaping HTTPClient.Head, sink: HTTPClient.Sink?, body: HTTPRequest.Body?) throws {
        self.onHead = onHead
        self.sink = sink
        reader = try body?.begin()
        left = body == nil ? 0 : body?.size
    }

    /// Takes a line of the head; whether the exchange goes on.
    func take(line: String) -> Bool {
        moved += Int64(line.utf8.count)
        headBytes += line.utf8.count + 2
        if isHeadEndless { return false }
        if line.hasPrefix("HTTP/") {
            headers = HTTPHeaders()
            status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
            return true
        }
        guard let colon = line.firstIndex(of: ":") else { return true }
        var value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
        while value.last == " " || value.last == "\t" { value.removeLast() }
        headers.add(String(line[..<colon]), String(value))
        return true
    }

    /// Takes bytes of the body; whether the exchange goes on.
    func take(body: UnsafeRawBufferPointer) -> Bool {
        moved += Int64(body.count)
        let isSuccess = (200..<300).contains(status)
        guard isSuccess, let sink else {
            if !isSuccess { refusal.append(contentsOf: body.prefix(max(0, Self.refusalLimit - refusal.count))) }
            passed += body.count
            return !isCutOff
        }
        do {
            if received == 0 { try onHead(status, headers) }
            try sink(body)
            received += Int64(body.count)
            return true
        } catch {
            failure = error
            return false
        }
    }

    /// Fills a buffer with bytes to send; `nil` ends the exchange.
    func give(to buffer: UnsafeMutableRawBufferPointer) -> Int? {
        do {
            let count = try reader?(buffer) ?? 0
            moved += Int64(count)
            left = count == 0 ? 0 : left.map { $0 - Int64(count) }
            return count
        } catch {
            failure = error
            return nil
        }
    }
}

extension Transfer {
    // SAFETY: the context of each callback is the transfer, which `Connection.perform` keeps alive while libcurl can call; the
    // bytes are libcurl's for the time of the call.

    /// CURLOPT_HEADERFUNCTION: another number than that of the bytes ends the exchange.
    static let onHeader: ccurl_transfer_function = { bytes, size, count, context in
        let length = size * count
        guard let context, let bytes else { return length }
        let line = UnsafeRawBufferPointer(start: bytes, count: length)
        let text = String(decoding: line.prefix { $0 != 0x0D && $0 != 0x0A }, as: UTF8.self)
        return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().take(line: text) ? length : length + 1
    }

    /// CURLOPT_WRITEFUNCTION: another number than that of the bytes ends the exchange.
    static let onBody: ccurl_transfer_function = { bytes, size, count, context in
        let length = size * count
        guard let context, length > 0 else { return length }
        let body = UnsafeRawBufferPointer(start: bytes, count: length)
        let goesOn = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().take(body: body)
        return goesOn ? length : length + 1
    }

    /// CURLOPT_READFUNCTION.
    static let onRead: ccurl_transfer_function = { bytes, size, count, context in
        guard let context else { return 0 }
        let buffer = UnsafeMutableRawBufferPointer(start: bytes, count: size * count)
        let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
        return transfer.give(to: buffer) ?? Int(CURL_READFUNC_ABORT)
    }
}
