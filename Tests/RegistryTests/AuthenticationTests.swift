import OCI
import SystemPackage
import TestServers
import Testing
import Transport

@testable import Registry

@Suite("A registry that wants to know who asks")
struct AuthenticationTests {
    private func asTester(_ settings: inout RegistrySettings) {
        settings.credential = .password(user: "tester", password: "secret")
    }

    @Test("by password: the right one reads and writes, a wrong one and none are told so")
    func passwords() async throws {
        let server = try RegistryServer(.password)
        let image = try await RegistryClient("\(server.host)/app", asTester).storeImage("1")
        let manifest = try await RegistryClient("\(server.host)/app", asTester).manifest(.tag("1"))
        #expect(manifest.digest == image.descriptor.digest)
        let wrong = try RegistryClient("\(server.host)/app") {
            $0.credential = .password(user: "tester", password: "guess")
        }
        for client in [wrong, try RegistryClient("\(server.host)/app")] {
            let error = await #expect(throws: RegistryError.self) { try await client.manifest(.tag("1")) }
            #expect(error?.code == .unauthorized)
            #expect(error?.hint == "strata login \(server.host)")
            #expect(error?.message.contains("guess") == false)
        }
    }

    @Test("by token: one is bought for each right and shown again while it is good")
    func tokens() async throws {
        let tokens = try TokenServer()
        let server = try RegistryServer(.token(tokens))
        let client = try RegistryClient("\(server.host)/public/app", asTester)
        try await client.storeImage("1")
        for _ in 0..<3 { _ = try await client.manifest(.tag("1")) }
        #expect(
            tokens.log() == [
                "GET tester repository:public/app:pull,push", "GET tester repository:public/app:pull",
            ])
    }

    @Test("by token: everybody may read what is public, and nothing else")
    func anonymous() async throws {
        let server = try RegistryServer(.token(try TokenServer()))
        for name in ["public/app", "private/app"] {
            try await RegistryClient("\(server.host)/\(name)", asTester).storeImage("1")
        }
        let reader = try RegistryClient("\(server.host)/public/app")
        #expect(try await reader.manifest(.tag("1")).mediaType == .ociManifest)
        let write = await #expect(throws: RegistryError.self) { try await reader.storeImage("2") }
        #expect(write?.code == .unauthorized)
        let hidden = try RegistryClient("\(server.host)/private/app")
        let read = await #expect(throws: RegistryError.self) { try await hidden.manifest(.tag("1")) }
        #expect(read?.code == .unauthorized)
    }

    @Test("by token: a wrong password is told in the words of the server")
    func wrongPassword() async throws {
        let server = try RegistryServer(.token(try TokenServer()))
        let client = try RegistryClient("\(server.host)/app") {
            $0.credential = .password(user: "tester", password: "guess")
        }
        let error = await #expect(throws: RegistryError.self) { try await client.manifest(.tag("1")) }
        #expect(error?.code == .unauthorized, "\(String(describing: error?.cause))")
        #expect(error?.message == "\(server.host): no token for tester: wrong user or password")
    }

    @Test("by token: an identity token buys others; a mount asks for both repositories")
    func identityTokens() async throws {
        let tokens = try TokenServer()
        let server = try RegistryServer(.token(tokens))
        let source = try RegistryClient("\(server.host)/a") { $0.credential = .identityToken("refresh-secret") }
        try await source.storeImage("1")
        let target = try RegistryClient("\(server.host)/b") { $0.credential = .identityToken("refresh-secret") }
        #expect(try await target.mount(TestBlob.configuration.descriptor.digest, from: source.repository))
        #expect(tokens.log().last == "POST tester repository:b:pull,push repository:a:pull")
    }

    @Test(
        "by token: a server that does not know the form of OAuth 2 is shown the identity token as a password",
        arguments: [404, 405])
    func withoutForm(status: Int) async throws {
        let tokens = try TokenServer(post: status)
        let server = try RegistryServer(.token(tokens))
        let client = try RegistryClient("\(server.host)/app") { $0.credential = .identityToken("refresh-secret") }
        try await client.storeImage("1")
        #expect(tokens.log().first == "GET tester repository:app:pull,push")
    }

    @Test("a registry that names other words for what is done gets a token with these, too")
    func namedActions() {
        let scope = Scope.delete("app")
        #expect(scope.adding(named: nil) == scope)
        #expect(scope.adding(named: "repository:app:delete") == scope)
        #expect(scope.adding(named: "repository:app:*").parts == ["repository:app:pull,delete,*"])
        #expect(
            scope.adding(named: "repository:app:push,pull registry:catalog:*").parts
                == ["repository:app:pull,delete,push", "registry:catalog:*"])
        #expect(Scope.none.adding(named: "repository:app:pull") == .none)
    }

    @Test("by token: a form that is refused for another reason is not sent in another way")
    func refusedForm() async throws {
        let tokens = try TokenServer(post: 403)
        let server = try RegistryServer(.token(tokens))
        let client = try RegistryClient("\(server.host)/app") { $0.credential = .identityToken("refresh-secret") }
        let error = await #expect(throws: RegistryError.self) { try await client.manifest(.tag("1")) }
        #expect(error?.code == .unauthorized && tokens.log().isEmpty)
    }

    @Test("over TLS: an authority of one's own is trusted where it is named, and nobody else is")
    func privateAuthority() async throws {
        let server = try RegistryServer(isSecure: true)
        let client = try RegistryClient("\(server.host)/app") { $0.http.trust.authorities = server.authority.string }
        try await client.storeImage("1")
        let other = try RegistryClient("\(server.host)/app")
        let error = await #expect(throws: RegistryError.self) { try await other.manifest(.tag("1")) }
        #expect(error?.code == .noAnswer)
        #expect((error?.cause as? TransportError)?.code == .untrusted)
    }
}
