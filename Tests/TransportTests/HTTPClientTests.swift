import LinuxSystem
import SystemPackage
import TestServers
import Testing
import Transport

@Suite("Exchanges with a server")
struct HTTPClientTests {
    let server: WebServer
    let client = HTTPClient(.init(environment: [:]))

    init() throws {
        server = try WebServer()
        try server.write("hello.txt", Array("hello\n".utf8))
    }

    private func get(_ path: String, user: String = "") throws -> HTTPRequest {
        HTTPRequest(.get, try HTTPAddress(parsing: server.address(path, user: user)))
    }

    private func text(_ request: HTTPRequest, by client: HTTPClient? = nil) async throws -> (HTTPResponse, String) {
        var bytes: [UInt8] = []
        let response = try await (client ?? self.client).send(request) { bytes.append(contentsOf: $0) }
        return (response, String(decoding: bytes, as: UTF8.self))
    }

    private func code(_ request: HTTPRequest, by client: HTTPClient? = nil) async throws -> TransportError.Code? {
        do {
            _ = try await text(request, by: client).0.requireSuccess()
            return nil
        } catch let error as TransportError {
            return error.code
        }
    }

    @Test("a file arrives with status, headers and date; a kept connection serves the next request")
    func file() async throws {
        for _ in 0..<2 {
            let (response, text) = try await text(get("files/hello.txt"))
            #expect(text == "hello\n" && response.status == 200 && response.received == 6)
            #expect(response.lastModified == 1_600_000_000)
            #expect(response.headers["etag"]?.hasPrefix("\"") == true)
        }
    }

    @Test("white space around the value of a field is none of it")
    func spaces() async throws {
        #expect(try await text(get("spaced")).0.headers["Location"] == "/a b")
    }

    @Test("a large file arrives in pieces, whole")
    func large() async throws {
        let bytes = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        try server.write("large", bytes)
        var count = 0
        var largest = 0
        var isSame = true
        _ = try await client.send(get("files/large")) { piece in
            isSame = isSame && piece.elementsEqual(bytes[count..<count + piece.count])
            count += piece.count
            largest = max(largest, piece.count)
        }
        #expect(count == bytes.count && isSame && largest <= 1 << 20)
    }

    @Test("what is asked for under a condition or in part comes so")
    func conditions() async throws {
        let tag = try await text(get("files/hello.txt")).0.headers["ETag"]
        var request = try get("files/hello.txt")
        request.headers["If-None-Match"] = tag
        #expect(try await text(request).0.status == 304)
        request = try get("files/hello.txt")
        request.ask(for: 1..<4)
        let (response, part) = try await text(request)
        #expect(response.status == 206 && part == "ell")
        request.method = .head
        #expect(try await text(request).1 == "")
    }

    @Test("a body is sent, and once more where the server sends it elsewhere")
    func body() async throws {
        let bytes = [UInt8](repeating: 7, count: 300_000)
        var request = try get("echo")
        request.method = .put
        request.body = HTTPRequest.Body(bytes)
        #expect(try await text(request).1.hasPrefix("PUT 300000 "))
        request.method = .post
        #expect(try await text(request).1.hasPrefix("POST 300000 "))
    }

    @Test("redirects are followed, and not for ever")
    func redirects() async throws {
        let (response, text) = try await text(get("to/to/files/hello.txt"))
        #expect(text == "hello\n" && response.address.text == server.address("files/hello.txt"))
        #expect(try await code(get("loop/1")) == .tooManyRedirects)
        var request = try get("to/files/hello.txt")
        request.followsRedirects = false
        #expect(try await self.text(request).0.status == 302)
    }

    @Test("user and password of an address are sent to its origin, and to no other")
    func credentials() async throws {
        let other = try WebServer()
        try other.write("hello.txt", Array("other\n".utf8))
        #expect(try await code(get("auth/hello.txt")) == .status)
        #expect(try await text(get("auth/hello.txt", user: "user:pass%20word@")).1 == "hello\n")
        #expect(try await text(get("to/auth/hello.txt", user: "user:pass%20word@")).1 == "hello\n")
        var request = try get("to/\(other.address("files/hello.txt"))", user: "user:secret@")
        request.headers["Cookie"] = "a=b"
        #expect(try await text(request).1 == "other\n")
        let seen = try other.takeLog()
        #expect(seen == ["GET /files/hello.txt User-Agent=strata"])
    }

    @Test("an answer that is an error is told with its status, and its body goes to no file")
    func statuses() async throws {
        for status in [404, 500] {
            let (response, text) = try await text(get("status/\(status)"))
            #expect(response.status == status && text == "" && response.refusal == Array("the body of an error".utf8))
            #expect(throws: TransportError.self) { try response.requireSuccess() }
        }
    }

    @Test("an answer that is an error and has no end is told with its beginning", arguments: [401, 404, 500])
    func endlessError(status: Int) async throws {
        let (response, text) = try await text(get("endless/\(status)"))
        #expect(response.status == status && text == "" && response.refusal.starts(with: Array("no end no end".utf8)))
        #expect(try await self.text(get("files/hello.txt")).1 == "hello\n")
    }

    @Test(
        "a server that sends to what is no web address is told as such",
        arguments: ["file:///etc/hostname", "gopher://127.0.0.1/"])
    func otherSchemes(target: String) async throws {
        do {
            _ = try await text(get("to/\(target)"))
            Issue.record("it is followed")
        } catch let error as TransportError {
            #expect(error.code == .badAddress && error.message.contains("the server sends to “\(target)”"))
        }
    }

    @Test("a name that is not known, a port that nobody listens at, a connection that breaks are told apart")
    func failures() async throws {
        #expect(try await code(HTTPRequest(.get, HTTPAddress(parsing: "http://nowhere.invalid/"))) == .unreachable)
        #expect(try await code(HTTPRequest(.get, HTTPAddress(parsing: "http://127.0.0.1:1/"))) == .unreachable)
        #expect(try await code(get("cut")) == .interrupted)
    }

    @Test("a server that stops sending is given up")
    func stall() async throws {
        var settings = HTTPClient.Settings(environment: [:])
        settings.stallSeconds = 1
        #expect(try await code(get("stall"), by: HTTPClient(settings)) == .stalled)
    }

    @Test("a cancelled task leaves its exchange")
    func cancellation() async throws {
        let request = try get("stall")
        // Long enough for the task to be cancelled first, however busy the machine is.
        var settings = HTTPClient.Settings(environment: [:])
        settings.stallSeconds = 3600
        let client = HTTPClient(settings)
        let task = Task {
            try await withTaskExecutorPreference(BlockingExecutor.shared) { try await client.send(request) }
        }
        while try server.takeLog().isEmpty { try await Task.sleep(for: .milliseconds(20)) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test("what the sink throws ends the exchange")
    func sink() async throws {
        struct Full: Error {}
        await #expect(throws: Full.self) { try await client.send(get("files/hello.txt")) { _ in throw Full() } }
        #expect(try await text(get("files/hello.txt")).1 == "hello\n")
    }

    @Test("a proxy of the environment is used, and not for this machine or what NO_PROXY names")
    func proxy() async throws {
        let environment = ["http_proxy": "http://localhost:\(server.port)", "NO_PROXY": "direct.invalid"]
        let client = HTTPClient(.init(environment: environment))
        let request = HTTPRequest(.get, try HTTPAddress(parsing: "http://far.invalid/x"))
        #expect(try await text(request, by: client).1 == "by proxy: http://far.invalid/x\n")
        #expect(try await text(get("files/hello.txt"), by: client).1 == "hello\n")
        let direct = HTTPRequest(.get, try HTTPAddress(parsing: "http://direct.invalid/x"))
        #expect(try await code(direct, by: client) == .unreachable)
    }

    @Test("a proxy that does not let a request through is told as such, by its name", arguments: [403, 407, 502])
    func refusingProxy(status: Int) async throws {
        let proxy = "http://user:secret@localhost:\(server.port)"
        let client = HTTPClient(.init(environment: ["HTTPS_PROXY": proxy, "HTTP_PROXY": proxy]))
        let request = HTTPRequest(.get, try HTTPAddress(parsing: "https://status.test:\(status)/x"))
        let error = await #expect(throws: TransportError.self) { try await client.send(request) }
        #expect(error?.code == (status == 502 ? .unreachable : .proxyRefused))
        #expect(
            error?.message.contains("the proxy localhost:\(server.port) does not ") == true, "\(error?.message ?? "")")
        #expect(error?.message.contains(status == 407 ? "user and password" : "\(status)") == true)
        let plain = HTTPRequest(.get, try HTTPAddress(parsing: "http://status.test/407"))
        #expect(try await code(plain, by: client) == .proxyRefused)
    }

    @Test(
        "a proxy that does not answer, or whose name is not known, is named",
        arguments: ["127.0.0.1:9", "no.invalid:1"])
    func silentProxy(place: String) async throws {
        let client = HTTPClient(.init(environment: ["HTTPS_PROXY": "http://user:secret@\(place)"]))
        let request = HTTPRequest(.get, try HTTPAddress(parsing: "https://far.invalid/x"))
        let error = await #expect(throws: TransportError.self) { try await client.send(request) }
        #expect(
            error?.code == .unreachable && error?.message.contains("the proxy \(place) ") == true,
            "\(error?.message ?? "")")
        #expect(error?.hint?.contains("HTTPS_PROXY") == true)
    }

    @Test("TLS is spoken with whom the authority vouches for, also through a proxy")
    func secure() async throws {
        let secure = try WebServer(isSecure: true)
        try secure.write("hello.txt", Array("secret\n".utf8))
        let request = HTTPRequest(
            .get, try HTTPAddress(parsing: secure.address("files/hello.txt", scheme: "https")))
        #expect(try await code(request) == .untrusted)
        let trust = ["SSL_CERT_FILE": secure.authority.string]
        #expect(try await text(request, by: HTTPClient(.init(environment: trust))).1 == "secret\n")
        // The certificate is for localhost, not for the number.
        let number = HTTPRequest(.get, try HTTPAddress(parsing: "https://127.0.0.1:\(secure.port)/files/hello.txt"))
        #expect(try await code(number, by: HTTPClient(.init(environment: trust))) == .unfitCertificate)
        let proxies = trust.merging(["HTTPS_PROXY": "http://localhost:\(server.port)"]) { $1 }
        let far = HTTPRequest(.get, try HTTPAddress(parsing: "https://web.test:\(secure.port)/files/hello.txt"))
        #expect(try await text(far, by: HTTPClient(.init(environment: proxies))).1 == "secret\n")
        #expect(try server.takeLog() == ["CONNECT web.test:\(secure.port) User-Agent=strata"])
        let plain = HTTPRequest(.get, try HTTPAddress(parsing: server.address("files/hello.txt", scheme: "https")))
        #expect(try await code(plain) == .plainServer)
    }

    @Test("a server of something else is no wrong address")
    func otherProtocol() async throws {
        let secure = try WebServer(isSecure: true)
        let request = HTTPRequest(.get, try HTTPAddress(parsing: secure.address("files/hello.txt", scheme: "http")))
        // What it sends is no HTTP, or it closes before that is read.
        #expect(try await [.notHTTP, .interrupted].contains(code(request)))
    }

    @Test("a head that has no end is given up, and not waited for", arguments: ["field", "fields", "announcements"])
    func endlessHead(kind: String) async throws {
        #expect(try await code(get("head/\(kind)")) == .notHTTP)
        #expect(try await self.text(get("files/hello.txt")).1 == "hello\n")
    }
}
