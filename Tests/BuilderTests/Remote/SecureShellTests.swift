import Builder
import DockerfileSyntax
import LinuxSystem
import OCI
import SystemPackage
import TestServers
import Testing

@Suite("Repositories by SSH")
struct SecureShellTests {
    let fixture: BuildFixture
    let server: SSHServer

    init() throws {
        fixture = try BuildFixture()
        server = try SSHServer()
        try server.shell(
            "git init -q r && cd r && echo one > a.txt && printf 'FROM scratch\\nCOPY a.txt /\\n' > Dockerfile && git add . && git commit -qm x"
        )
    }

    private func add(agent: FilePath?, hosts: String? = nil) async throws -> BuildResult {
        try await fixture.build("FROM scratch\nADD \(server.address("r")) /r/\n") {
            $0.agents["default"] = agent
            if let hosts { $0.environment["SSH_KNOWN_HOSTS"] = hosts }
        }
    }

    @Test("ADD and a context fetch with the key of the agent that --ssh default gives")
    func agent() async throws {
        let result = try await add(agent: server.agent)
        #expect(try fixture.text("r/a.txt", in: result) == "one\n")
        let context = try await fixture.build("") {
            $0.context = .remote(server.address("r"))
            $0.dockerfile = .file("Dockerfile")
            $0.agents["default"] = server.agent
        }
        #expect(try fixture.text("a.txt", in: context) == "one\n")
        let named = try await fixture.build("FROM scratch\nCOPY --from=more a.txt /n\n") {
            $0.namedContexts["more"] = .remote(server.address("r"))
            $0.agents["default"] = server.agent
        }
        #expect(try fixture.text("n", in: named) == "one\n")
    }

    @Test("without a key it is an error at the line that says how to give one")
    func withoutKey() async throws {
        let error = await errorOf { try await add(agent: nil) }
        #expect(error?.code == .notFetched && error?.range?.start.line == 2)
        #expect(error?.message.contains("Permission denied (publickey)") == true, "\(error?.message ?? "")")
        #expect(error?.hint?.contains("--ssh default") == true)
        #expect(error?.message.contains("\n") == false && error?.message.contains("\r\n") == false)
    }

    @Test("where SSH_KNOWN_HOSTS names files, the server's key must be in one of them")
    func knownHosts() async throws {
        let wrong = server.directory.appending("wrong_hosts")
        let right = try await add(agent: server.agent, hosts: "\(server.knownHosts)")
        #expect(try fixture.text("r/a.txt", in: right) == "one\n")
        let both = try await add(agent: server.agent, hosts: "/none:\(server.knownHosts)")
        #expect(try fixture.text("r/a.txt", in: both) == "one\n")
        for file in [wrong, "/dev/null", "/none it's"] {
            let error = await errorOf { try await add(agent: server.agent, hosts: file.string) }
            #expect(error?.message.contains("SSH_KNOWN_HOSTS (\(file))") == true, "\(error?.message ?? "")")
            #expect(error?.range?.start.line == 2)
        }
    }

    @Test("a server that is not there is told in the words of ssh")
    func unreachable() async throws {
        let error = await errorOf {
            try await fixture.build("FROM scratch\nADD ssh://root@127.0.0.1:1/r.git /r/\n")
        }
        #expect(error?.message.contains("ssh: connect to host 127.0.0.1 port 1") == true, "\(error?.message ?? "")")
    }
}
