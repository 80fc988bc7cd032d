import SystemPackage
import TestServers
import Testing

extension EndToEnd {
    @Suite(
        "Every kind of registry between strata and each other tool", .needs("docker-registry"), .needs("skopeo"),
        .dockerDaemon)
    struct ToolMatrixTests {
        /// Whom the registry serves, and how it is spoken to.
        enum Access: CaseIterable, Sendable {
            case open, password, passwordOverTLS
        }

        private let fixture: Fixture
        private let other: Fixture

        init() throws {
            fixture = try Fixture()
            other = try Fixture(withBusyBox: false)
            try fixture.shell("mkdir -p home/.docker run certs").succeed()
        }

        @Test(
            "what is pushed is the same image for the tool, and what the tool pushes comes into an empty store",
            arguments: Access.allCases, RegistryTool.installed)
        func exchange(access: Access, tool: RegistryTool) throws {
            let isSecure = access == .passwordOverTLS
            let registry = try RegistryServer(access == .open ? .open : .password, isSecure: isSecure)
            let name = "\(registry.host)/team/app"
            var ours = [
                "HOME": fixture.directory.appending("home").string,
                "XDG_RUNTIME_DIR": fixture.directory.appending("run").string,
            ]
            let theirs = try tool.environment(beside: ours)
            if isSecure {
                try fixture.shell("cp '\(registry.authority)' certs/ca.crt").succeed()
                ours["SSL_CERT_FILE"] = registry.authority.string
            }
            if access != .open {
                // The tools find the log-in where strata keeps it.
                try fixture.strata(
                    "login", "-u", "tester", "--password-stdin", registry.host, input: "secret", environment: ours
                ).succeed()
            }
            let trust = isSecure ? "cert-dir=\(fixture.directory)/certs" : "tls-verify=false"
            func script(_ command: String, trust: String) -> String {
                command.replacing("NAME", with: name).replacing("TRUST", with: trust)
            }
            func digest(_ tag: String) throws -> String {
                try fixture.shell(
                    script("skopeo inspect --raw --TRUST docker://NAME:\(tag) | sha256sum", trust: trust),
                    environment: ours
                ).succeed()
            }

            // No other image has its layer: in docker's store the images of all cases lie together.
            let content = "for \(tool), \(access)\n"
            try fixture.write("app/f", content)
            try fixture.write("app/Dockerfile", "FROM busybox\nCOPY f /a/f\nCMD cat /a/f\n")
            try fixture.strata("build", "-q", "-t", "\(name):1", "app").succeed()
            let id = try fixture.strata("inspect", "-f", "{{.Id}}", "\(name):1").succeed()
            try fixture.strata("push", "-q", "\(name):1", environment: ours).succeed()
            let pushed = try digest("1")

            if isSecure, tool != .docker {
                let refused = try fixture.shell(script(tool.pull, trust: "tls-verify=true"), environment: theirs)
                #expect(refused.code != 0 && refused.errors.contains("unknown authority"), "\(refused)")
            }
            defer { _ = try? fixture.shell(script(tool.cleanUp, trust: trust), environment: theirs) }
            #expect(try fixture.shell(script(tool.pull, trust: trust), environment: theirs).succeed() == id)
            // All that comes from now on is the tool's.
            try fixture.shell("rm -r '\(registry.directory)/data'").succeed()
            try fixture.shell(script(tool.push, trust: trust), environment: theirs).succeed()

            if access != .open {
                var nobody = ours
                nobody["HOME"] = other.directory.string
                try other.strata("pull", "\(name):theirs", environment: nobody).fail(saying: "wants to know who asks")
            }
            if isSecure {
                var trusting = ours
                trusting["SSL_CERT_FILE"] = nil
                try other.strata("pull", "\(name):theirs", environment: trusting).fail(saying: "no trusted connection")
            }
            let pulled = try other.strata("pull", "\(name):theirs", environment: ours).succeed()
            let stored = try digest("theirs")
            #expect(pulled.contains("\nDigest: sha256:\(stored.prefix(64))\n"))
            if tool == .skopeo { #expect(stored == pushed) }
            #expect(try other.strata("inspect", "-f", "{{.Id}}", "\(name):theirs").succeed() == id)
            #expect(try other.strata("run", "--rm", "\(name):theirs").succeed() == content)
        }
    }
}
