import SystemPackage
import TestServers
import Testing

extension EndToEnd {
    @Suite("Log-ins that other tools keep, and ours for them", .needs("docker-registry"), .needs("skopeo"))
    struct LoginExchangeTests {
        let fixture: Fixture
        private var home: [String: String] {
            [
                "HOME": fixture.directory.appending("home").string,
                "XDG_RUNTIME_DIR": fixture.directory.appending("run").string,
                // docker's client logs in by itself where no daemon answers.
                "DOCKER_HOST": "unix:///none",
            ]
        }

        init() throws {
            fixture = try Fixture()
            try fixture.shell("mkdir home run").succeed()
        }

        private func server(_ access: RegistryServer.Access) throws -> RegistryServer {
            let server = try RegistryServer(access)
            try fixture.strata("tag", "busybox", "\(server.host)/team/app:1").succeed()
            try fixture.strata(
                "login", "-u", "tester", "--password-stdin", server.host, input: "secret", environment: home
            ).succeed()
            try fixture.strata("push", "-q", "\(server.host)/team/app:1", environment: home).succeed()
            try fixture.strata("logout", server.host, environment: home).succeed()
            return server
        }

        static let tools = [
            ("skopeo", "--tls-verify=false", "skopeo list-tags --tls-verify=false docker://HOST/team/app"),
            ("podman", "--tls-verify=false", "podman login --get-login HOST"),
            ("docker", "", "docker manifest inspect --insecure HOST/team/app:1"),
        ]

        @Test(
            "what a tool keeps is shown to the registry, until the tool forgets it; and the other way round",
            .needs("podman"), .needs("docker"), arguments: tools)
        func passwords(tool: String, insecure: String, look: String) throws {
            let server = try server(.password)
            let tags = ["tags", "\(server.host)/team/app"]
            try fixture.strata(tags[0], tags[1], environment: home).fail(saying: "wants to know who asks")
            try fixture.shell("\(tool) login \(insecure) -u tester -p secret \(server.host)", environment: home)
                .succeed()
            #expect(try fixture.strata(tags[0], tags[1], environment: home).succeed() == "1\n")
            try fixture.shell("\(tool) logout \(server.host)", environment: home).succeed()
            try fixture.strata(tags[0], tags[1], environment: home).fail(saying: "wants to know who asks")
            // As the tool left it, whatever that is.
            try fixture.strata(
                "login", "-u", "tester", "--password-stdin", server.host, input: "secret", environment: home
            ).succeed()
            let look = look.replacing("HOST", with: server.host)
            try fixture.shell(look, environment: home).succeed()
            try fixture.strata("logout", server.host, environment: home).succeed()
            #expect(try fixture.shell(look + " < /dev/null", environment: home).code != 0)
        }

        @Test("a log-in to a part of a registry is for that part alone", .needs("podman"))
        func parts() throws {
            let server = try server(.password)
            try fixture.shell(
                "podman login --tls-verify=false -u tester -p secret \(server.host)/team", environment: home
            ).succeed()
            #expect(try fixture.strata("tags", "\(server.host)/team/app", environment: home).succeed() == "1\n")
            try fixture.strata("tags", "\(server.host)/teams", environment: home).fail(saying: "wants to know who asks")
        }

        @Test("identity tokens go from docker to us and from us to docker and skopeo", .needs("docker"))
        func identityTokens() throws {
            let tokens = try TokenServer()
            let server = try server(.token(tokens))
            #expect(tokens.log().last?.hasPrefix("POST") == true)
            let file = "home/.docker/config.json"
            try fixture.shell("docker login -u tester -p secret \(server.host)", environment: home).succeed()
            let theirs = try fixture.read(file)
            #expect(theirs.contains(#""identitytoken": "refresh-secret""#))
            #expect(try fixture.strata("tags", "\(server.host)/team/app", environment: home).succeed() == "1\n")
            try fixture.strata("logout", server.host, environment: home).succeed()
            try fixture.strata(
                "login", "-u", "tester", "--password-stdin", server.host, input: "secret", environment: home
            ).succeed()
            #expect(try fixture.read(file) == theirs)
            try fixture.shell("docker manifest inspect --insecure \(server.host)/team/app:1", environment: home)
                .succeed()
            try fixture.shell(
                "timeout 60 skopeo list-tags --tls-verify=false docker://\(server.host)/team/app", environment: home
            ).succeed()
        }
    }
}
