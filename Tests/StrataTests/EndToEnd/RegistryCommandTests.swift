import SystemPackage
import TestServers
import Testing

extension EndToEnd {
    @Suite("Commands that ask a registry", .needs("docker-registry"), .needs("skopeo"))
    struct RegistryCommandTests {
        let fixture: Fixture
        private var home: [String: String] { ["HOME": fixture.directory.appending("home").string] }

        init() throws {
            fixture = try Fixture()
            try fixture.shell("mkdir home").succeed()
        }

        /// Puts the image `busybox` into a registry with skopeo.
        private func store(_ names: [String], in server: RegistryServer, _ options: String = "") throws {
            try fixture.shell("[ -d layout ] || strata save --format oci-dir -o layout busybox").succeed()
            for name in names {
                try fixture.shell(
                    "skopeo copy -q --dest-tls-verify=false \(options) oci:layout docker://\(server.host)/\(name)",
                    environment: home
                ).succeed()
            }
        }

        @Test("tags, manifest, inspect and delete show what skopeo shows, without pulling")
        func looking() throws {
            let server = try RegistryServer()
            try store(["team/app:1", "team/app:2", "other:1"], in: server)
            let app = "\(server.host)/team/app"
            #expect(try fixture.strata("tags", app).succeed() == "1\n2\n")
            #expect(
                try fixture.strata("tags", "--format", "json", app).succeed()
                    == "{\"Name\":\"\(app)\",\"Tags\":[\"1\",\"2\"]}\n")
            let raw = try fixture.shell("skopeo inspect --raw --tls-verify=false docker://\(app):1").succeed()
            #expect(try fixture.strata("manifest", "\(app):1").succeed() == raw)
            #expect(try fixture.strata("manifest", "inspect", "docker://\(app):1").succeed() == raw)
            #expect(try fixture.strata("inspect", "--raw", "docker://\(app):1").succeed() == raw)
            let digest = try fixture.shell("skopeo inspect --format '{{.Digest}}' --tls-verify=false docker://\(app):1")
                .succeed()
            let shown = try fixture.strata(
                "inspect", "--format", "{{.Digest}}\n{{.Os}}/{{.Architecture}} {{len .Layers}}",
                "docker://\(app):1"
            ).succeed()
            #expect(shown.hasPrefix(digest + "linux/"))
            #expect(try fixture.strata("images", "-q").succeed().split(separator: "\n").count == 1)
            let deleted = try fixture.strata("delete", "\(server.host)/other:1").succeed()
            #expect(deleted == "Untagged: \(server.host)/other:1\nDeleted: \(server.host)/other@\(digest)")
            try fixture.strata("manifest", "\(server.host)/other:1").fail(saying: "manifest unknown")
            try store(["shared:1", "shared:2", "shared:3"], in: server)
            let shared = "\(server.host)/shared"
            try fixture.strata("delete", "\(shared):1")
                .fail(saying: "removes no tag alone, and 2 and 3 would go with it", "\(shared)@sha256:")
            #expect(try fixture.strata("tags", shared).succeed() == "1\n2\n3\n")
            #expect(
                try fixture.strata("delete", "\(shared):1", "\(shared):3", "\(shared):2").succeed()
                    == "Untagged: \(shared):1\nUntagged: \(shared):2\nUntagged: \(shared):3\nDeleted: \(shared)@\(digest)"
            )
            try fixture.strata("delete", "\(server.host)/other").fail(
                saying: "which image is to be deleted is not said")
        }

        @Test("login keeps what the registry accepts where docker and skopeo find it, and logout forgets it")
        func login() throws {
            let server = try RegistryServer(.password)
            try store(["app:1"], in: server, "--dest-creds tester:secret")
            try fixture.write("home/.docker/config.json", #"{"psFormat": "x", "auths": {"other": {"auth": "YTpi"}}}"#)
            let wrong = try fixture.strata(
                "login", "-u", "tester", "--password-stdin", server.host, input: "guess\n", environment: home)
            wrong.fail(saying: "the registry does not accept user and password")
            #expect(!wrong.errors.contains("guess"))
            let right = try fixture.strata(
                "login", "-u", "tester", "--password-stdin", server.host, input: "secret\n", environment: home)
            #expect(try right.succeed() == "Login Succeeded\n")
            #expect(right.errors.contains("WARNING! Your credentials are stored unencrypted in"))
            #expect(
                try fixture.read("home/.docker/config.json") == """
                    {
                    \t"psFormat": "x",
                    \t"auths": {
                    \t\t"\(server.host)": {
                    \t\t\t"auth": "dGVzdGVyOnNlY3JldA=="
                    \t\t},
                    \t\t"other": {
                    \t\t\t"auth": "YTpi"
                    \t\t}
                    \t}
                    }
                    """)
            #expect(try fixture.shell("stat -c %a home/.docker/config.json").succeed() == "600\n")
            #expect(try fixture.strata("tags", "\(server.host)/app", environment: home).succeed() == "1\n")
            try fixture.shell("skopeo inspect --tls-verify=false docker://\(server.host)/app:1", environment: home)
                .succeed()
            let again = try fixture.strata("login", server.host, environment: home)
            #expect(try again.succeed() == "Login Succeeded\n")
            #expect(again.errors.contains("Authenticating with existing credentials... [Username: tester]"))
            let out = try fixture.strata("logout", server.host, environment: home).succeed()
            #expect(out == "Removing login credentials for \(server.host)\n")
            try fixture.strata("tags", "\(server.host)/app", environment: home).fail(
                saying: "strata login \(server.host)")
            try fixture.strata("login", server.host, environment: home).fail(
                saying: "Cannot perform an interactive login from a non TTY device")
        }

        @Test("what docker and skopeo logged in to is known")
        func others() throws {
            let server = try RegistryServer(.password)
            try store(["app:1"], in: server, "--dest-creds tester:secret")
            let file = ["REGISTRY_AUTH_FILE": fixture.directory.appending("auth.json").string]
            try fixture.shell("skopeo login --tls-verify=false -u tester -p secret \(server.host)", environment: file)
                .succeed()
            #expect(try fixture.strata("tags", "\(server.host)/app", environment: file).succeed() == "1\n")
            if TestHost.program("docker") != nil {
                try fixture.shell(
                    "echo secret | docker login -u tester --password-stdin \(server.host)", environment: home
                )
                .succeed()
                #expect(try fixture.strata("tags", "\(server.host)/app", environment: home).succeed() == "1\n")
            }
        }

        @Test("a credential helper is asked, given and made to forget, and nothing of it stands in the file")
        func helpers() throws {
            let server = try RegistryServer(.password)
            try store(["app:1"], in: server, "--dest-creds tester:secret")
            try fixture.write(
                "bin/docker-credential-test",
                """
                #!/bin/sh
                # Keeps one credential in a file, and what it was asked in another.
                cd "$HOME" || exit 1
                echo "$1" >> asked
                case $1 in
                    store) cat > kept ;;
                    get) read -r server; [ -s kept ] && grep -q "$server" kept && cat kept && exit
                        echo "credentials not found in native keychain"; exit 1 ;;
                    erase) read -r server; rm -f kept ;;
                esac
                """, permissions: 0o755)
            try fixture.write("home/.docker/config.json", #"{"credHelpers": {"\#(server.host)": "test"}}"#)
            var environment = home
            environment["PATH"] = "\(fixture.directory)/bin:/usr/local/bin:/usr/bin:/bin"
            try fixture.strata("tags", "\(server.host)/app", environment: environment).fail(saying: "strata login")
            let login = try fixture.strata(
                "login", "-u", "tester", "--password-stdin", server.host, input: "secret", environment: environment)
            #expect(try login.succeed() == "Login Succeeded\n")
            #expect(!login.errors.contains("unencrypted"))
            #expect(!(try fixture.read("home/.docker/config.json").contains("dGVzdGVy")))
            #expect(try fixture.strata("tags", "\(server.host)/app", environment: environment).succeed() == "1\n")
            try fixture.strata("logout", server.host, environment: environment).succeed()
            try fixture.strata("tags", "\(server.host)/app", environment: environment).fail(saying: "strata login")
            #expect(try fixture.read("home/asked") == "get\nstore\nget\nerase\nget\n")
        }

        @Test("registries.conf: mirrors come first, the registry itself after them, and what is blocked is not asked")
        func configuration() throws {
            let (server, mirror) = (try RegistryServer(), try RegistryServer())
            try store(["app:1"], in: server)
            try store(["cache/app:1", "cache/app:2"], in: mirror)
            try fixture.write(
                "registries.conf",
                """
                unqualified-search-registries = ["docker.io", "quay.io"]  # of no meaning here
                [[registry]]
                prefix = "example.test/team"
                location = "\(server.host)"
                [[registry.mirror]]
                location = "127.0.0.1:9"
                [[registry.mirror]]
                location = "\(mirror.host)/cache"

                [[registry]]
                location = 'bad.test'
                blocked = true
                """)
            let file = ["CONTAINERS_REGISTRIES_CONF": fixture.directory.appending("registries.conf").string]
            try fixture.strata("manifest", "example.test/team/app:2", environment: file).succeed()
            try fixture.strata("manifest", "example.test/team/app:1", environment: file).succeed()
            #expect(try fixture.strata("tags", "example.test/team/app", environment: file).succeed() == "1\n")
            try fixture.strata("manifest", "bad.test/app", environment: file).fail(
                saying: "registries.conf blocks bad.test")
            try fixture.write("registries.conf", "[[registry]]\nlocation = \n")
            try fixture.strata("tags", "x.test/app", environment: file).fail(saying: "line 2:")
        }

        @Test("certs.d: a registry's own authority is trusted for it; without it nobody is")
        func certificates() throws {
            let server = try RegistryServer(isSecure: true)
            let directory = "home/.config/containers/certs.d/\(server.host)"
            try fixture.strata("tags", "\(server.host)/app", environment: home).fail(saying: "no trusted connection")
            try fixture.shell("mkdir -p '\(directory)' && cp '\(server.authority)' '\(directory)/ca.crt'").succeed()
            try fixture.strata("tags", "\(server.host)/app", environment: home).fail(
                saying: "repository name not known")
        }
    }
}
