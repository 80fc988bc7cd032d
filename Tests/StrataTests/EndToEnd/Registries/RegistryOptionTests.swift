import SystemPackage
import TestServers
import Testing

extension EndToEnd {
    @Suite("How one command asks a registry, in podman's and skopeo's words", .needs("docker-registry"))
    struct RegistryOptionTests {
        let fixture: Fixture

        init() throws { fixture = try Fixture() }

        /// Without log-ins and certificates of whoever runs the tests.
        private var home: [String: String] { ["HOME": fixture.directory.appending("home").string] }

        private func run(_ words: String, _ place: String) throws -> Outcome {
            try fixture.shell("strata " + words.replacing("HOST", with: place), environment: home)
        }

        @Test(
            "who asks, and whether the certificate has to be trusted, can be said to each command that asks a registry")
        func eachCommand() throws {
            let registry = try RegistryServer(.password, isSecure: true)
            let options = "--creds tester:secret --tls-verify=false"
            for command in [
                "push busybox HOST/team/app:1", "pull -q HOST/team/app:1", "tags HOST/team/app",
                "manifest HOST/team/app:1", "inspect docker://HOST/team/app:1",
            ] {
                try run(command, registry.host).fail(saying: "no trusted connection")
                try run("\(command) --creds tester:secret", registry.host).fail(saying: "no trusted connection")
                try run("\(command) --tls-verify=false", registry.host).fail(saying: "wants to know who asks")
                try run("\(command) \(options)", registry.host).succeed()
            }
            try fixture.shell("mkdir certs && cp '\(registry.authority)' certs/ca.crt").succeed()
            try run("login --cert-dir certs --authfile auth.json -u tester -p secret HOST", registry.host).succeed()
            #expect(
                try run("tags --cert-dir certs --authfile auth.json HOST/team/app", registry.host).succeed() == "1\n")
            #expect(
                try run("inspect --format '{{.Tag}}' docker://HOST/team/app:1", registry.host).errors.contains(
                    "trusted"))
            #expect(try fixture.shell("ls home/.docker/config.json").code != 0, "the log-in is in the file alone")
            try run("inspect --creds tester:secret busybox", registry.host).fail(125, saying: "write docker://NAME")
            try run("tags --creds tester HOST/team/app", registry.host).fail(125, saying: "--creds USER:PASSWORD")
            try run("tags --tls-verify=maybe HOST/team/app", registry.host).fail(125, saying: "neither true nor false")
        }

        @Test("an image is pushed under a name that it does not have here, and its digest is written down")
        func destination() throws {
            let registry = try RegistryServer()
            let id = try fixture.strata("images", "-q", "busybox").succeed().split(separator: "\n").first ?? ""
            try run("push -q --digestfile digest busybox docker://HOST/team/app:1", registry.host).succeed()
            try run("push -q \(id) HOST/team/app:2", registry.host).succeed()
            #expect(try run("tags HOST/team/app", registry.host).succeed() == "1\n2\n")
            try run("push -q --digestfile none/digest busybox HOST/team/app:1", registry.host).fail(
                saying: "write none/digest: No such file or directory")
            let digest = try fixture.read("digest")
            #expect(digest.hasPrefix("sha256:"))
            try run("manifest HOST/team/app@\(digest)", registry.host).succeed()
            #expect(try fixture.strata("images", "-q", "\(registry.host)/team/app").succeed() == "")
            try run("pull -q docker://HOST/team/app:1", registry.host).succeed()
            // `oci:` could be a name of docker.io.
            for place in ["oci:app", "dir:app", "docker-archive:app.tar"] {
                try run("push busybox \(place)", registry.host).fail(125, saying: "strata copy NAME \(place)")
            }
            try run("push -a busybox HOST/app", registry.host).fail(125, saying: "several images")
            try run("push nobody HOST/app", registry.host).fail(saying: "No such image: nobody")
        }

        @Test(
            "an option of another tool is answered with what does its work here",
            arguments: [
                ("pull --arch arm64 a", "--platform OS/ARCH"),
                ("push --compression-format zstd a", "--compression gzip"),
                ("push --format v2s2 a", "strata copy --format v2s2 a docker://a"),
                ("copy --tls-verify=false a dir:b", "--src-tls-verify or --dest-tls-verify"),
                ("inspect --config a", "{{json .Config}}"), ("save -m a b", "as many images as are named"),
                ("build --arch arm64 .", "--platform OS/ARCH"), ("build --creds a:b .", "strata login"),
                ("build --format docker .", "strata copy --format v2s2"), ("serve --htpasswd f", "--password-stdin"),
                ("logout --all", "name each registry"), ("manifest --insecure a", "registries.conf"),
            ])
        func foreignOptions(line: String, hint: String) throws {
            try fixture.shell("strata \(line)").fail(125, saying: hint)
        }

        @Test("a file that is given to load without -i is told as that")
        func loadedFile() throws {
            try fixture.strata("load", "app.tar").fail(saying: "hint: a file is named with -i: strata load -i app.tar")
        }
    }
}
