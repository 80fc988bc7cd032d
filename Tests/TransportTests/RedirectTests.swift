import Testing

@testable import Transport

@Suite("A request that is sent on")
struct RedirectTests {
    private func request() throws -> HTTPRequest {
        var request = HTTPRequest(
            .post, try HTTPAddress(parsing: "https://a.test/token"), body: HTTPRequest.Body([1, 2]))
        request.hasSecretBody = true
        return request
    }

    @Test(
        "takes a secret body to no other origin", arguments: [307, 308],
        ["https://b.test/token", "http://a.test/token"])
    func secret(status: Int, target: String) throws {
        var request = try request()
        #expect(throws: TransportError.self) { try request.follow(target, status: status) }
        var open = try self.request()
        open.hasSecretBody = false
        try open.follow(target, status: status)
        #expect(open.body != nil)
    }

    @Test("keeps it at its own, and asks elsewhere without it where the answer says so")
    func others() throws {
        var request = try request()
        try request.follow("https://a.test/elsewhere", status: 307)
        #expect(request.body != nil)
        try request.follow("https://b.test/", status: 303)
        #expect(request.body == nil && request.method == .get)
    }
}
