import Testing
import Transport

@Suite("Addresses")
struct HTTPAddressTests {
    @Test(
        "give scheme, host and port, and keep user and password to themselves",
        arguments: [
            ("http://Host/a", "http", "host", 80, "http://Host/a"),
            ("HTTPS://h:8443", "https", "h", 8443, "https://h:8443"),
            ("https://u:p@h/x?y=1#z", "https", "h", 443, "https://h/x?y=1"),
            ("http://u@x:p@[::1]:81/a@b", "http", "[::1]", 81, "http://[::1]:81/a@b"),
            ("http://h?q", "http", "h", 80, "http://h?q"),
        ])
    func parts(_ written: String, _ scheme: String, _ host: String, _ port: Int, _ text: String) throws {
        let address = try HTTPAddress(parsing: written)
        #expect(address.origin == (try HTTPAddress.Origin(scheme: scheme, host: host, port: port)))
        #expect(address.text == text && "\(address)" == text)
    }

    @Test("in messages have no signatures and no states of uploads: long values of a query")
    func signed() throws {
        let signature = String(repeating: "0a", count: 32)
        let written = "https://h/b?page=2&X-Amz-Signature=\(signature)&_state=\(signature)%3D%3D&v"
        let address = try HTTPAddress(parsing: written)
        #expect(address.text == written)
        #expect("\(address)" == "https://h/b?page=2&X-Amz-Signature=…&_state=…&v")
    }

    @Test(
        "give the name of the file as BuildKit finds it",
        arguments: [
            ("http://h/a/b.tar.gz?x=/y", "b.tar.gz"), ("http://h/a/", "a"), ("http://h/", nil), ("http://h", nil),
            ("http://h/a%20b", "a b"), ("http://h/a%2Fb", "b"), ("http://h/%zz", "%zz"),
        ])
    func names(_ written: String, _ name: String?) throws {
        #expect(try HTTPAddress(parsing: written).lastComponent == name)
    }

    @Test(
        "are refused where they are none",
        arguments: [
            "ftp://h/", "h/a", "http://", "http:///x", "http://u@/x", "http://h:x/", "http://h:+1/", "http://a b/",
        ])
    func refused(_ written: String) {
        let error = #expect(throws: TransportError.self) { try HTTPAddress(parsing: written) }
        #expect(error?.code == .badAddress)
    }

    @Test("are refused where there is no such port, and that is said", arguments: ["65536", "99999999999999999999"])
    func ports(_ port: String) throws {
        let error = #expect(throws: TransportError.self) { try HTTPAddress(parsing: "http://h:\(port)/a") }
        #expect(error?.code == .badAddress && error?.message == "http://h:\(port)/a: there is no port \(port)")
        #expect(try HTTPAddress(parsing: "http://h:65535/a").origin.port == 65535)
        let plain = try HTTPAddress(parsing: "http://h:/a")
        #expect(plain.origin.port == 80 && !plain.hasPort)
    }

    @Test("dates are read in all forms of HTTP")
    func dates() {
        for text in [
            "Tue, 15 Nov 1994 08:12:31 GMT", "Tuesday, 15-Nov-94 08:12:31 GMT", "Tue Nov 15 08:12:31 1994",
        ] { #expect(HTTPDate.seconds(text) == 784_887_151, "\(text)") }
        #expect(HTTPDate.seconds("yesterday") == nil)
    }
}

extension HTTPAddress.Origin {
    fileprivate init(scheme: String, host: String, port: Int) throws {
        self = try HTTPAddress(parsing: "\(scheme)://\(host):\(port)/").origin
    }
}
