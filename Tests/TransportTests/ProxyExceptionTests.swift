import Testing

@testable import Transport

@Suite("What NO_PROXY names")
struct ProxyExceptionTests {
    private func proxy(for address: String, except text: String) throws -> String? {
        let settings = ProxySettings(environment: ["HTTPS_PROXY": "http://proxy:3128", "NO_PROXY": text])
        return settings.proxy(for: try HTTPAddress(parsing: address).origin)
    }

    @Test(
        "hosts by name, address, network and port are spoken to directly",
        arguments: [
            ("https://reg.corp.example:5000/v2/", "corp.example"), ("https://reg.corp.example/", ".corp.example"),
            ("https://reg.corp.example/", "*.corp.example"), ("https://reg.corp.example/", "REG.Corp.Example"),
            ("https://reg.corp.example:5000/", "corp.example:5000"), ("https://reg.corp.example/", "*.example:443"),
            ("https://reg.corp.example/", "reg.corp.example."), ("https://corp.example/", ".corp.example"),
            ("https://10.1.2.3:5000/", "10.1.2.3"), ("https://10.1.2.3:5000/", "10.1.2.3:5000"),
            ("https://10.1.2.3/", "10.0.0.0/8"), ("https://10.1.2.3/", "10.1.2.0/30"),
            ("https://[fd00::1]:5000/", "fd00::1"), ("https://[fd00::1]:5000/", "[fd00::1]:5000"),
            ("https://[fd00::1]/", "fd00::/8"), ("https://[fd00::1]/", "fd00:0::1"),
            ("https://reg.corp.example/", "*"), ("https://reg.corp.example/", "other.example, corp.example"),
        ])
    func direct(address: String, exceptions: String) throws {
        #expect(try proxy(for: address, except: exceptions) == nil)
    }

    @Test(
        "other hosts, other ports and what cannot be read are not",
        arguments: [
            ("https://reg.corp.example/", ""), ("https://reg.corp.example/", "orp.example"),
            ("https://reg.corp.example:5000/", "corp.example:443"), ("https://corp.example/", "reg.corp.example"),
            ("https://10.1.2.3/", "10.1.2.4"), ("https://10.1.2.3/", "10.2.0.0/16"),
            ("https://10.1.2.4/", "10.1.2.0/30"),
            ("https://10.1.2.3/", "10.1.2.3/33"), ("https://10.1.2.3/", "0.0.0/0"), ("https://10.1.2.3/", "10."),
            ("https://10.1.2.3/", "2.3"), ("https://[fd00::1]/", "0.0.0.0/0"), ("https://[fe00::1]/", "fd00::/8"),
            ("https://reg.corp.example/", "reg.corp.example:https"), ("https://reg.corp.example/", ".,:443,/8"),
        ])
    func proxied(address: String, exceptions: String) throws {
        #expect(try proxy(for: address, except: exceptions) == "http://proxy:3128")
    }
}
