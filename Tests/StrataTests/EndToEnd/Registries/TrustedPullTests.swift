import SystemPackage
import TestServers
import Testing

extension EndToEnd {
    @Suite("strata pull over TLS", .needs("docker-registry"), .needs("openssl"))
    struct TrustedPullTests {
        private let registry: RegistryServer
        private let fixture: Fixture
        private let other: Fixture
        private let name: String

        /// A registry with an image, whose certificate only its own authority vouches for.
        init() throws {
            registry = try RegistryServer(isSecure: true)
            fixture = try Fixture()
            other = try Fixture(withBusyBox: false)
            name = "\(registry.host)/team/app:1"
            try fixture.strata("tag", "busybox", name).succeed()
            try fixture.strata("push", "-q", name, environment: ["SSL_CERT_FILE": registry.authority.string]).succeed()
        }

        private var home: [String: String] { ["HOME": other.directory.appending("home").string] }

        @Test(
            "the certificate is checked: the registry's authority lets the image in, wherever it is named",
            arguments: ["SSL_CERT_FILE", "--cert-dir", "certs.d"])
        func authority(place: String) throws {
            try other.shell("mkdir certs && cp '\(registry.authority)' certs/ca.crt").succeed()
            try other.strata("pull", name, environment: home).fail(
                saying: "no trusted connection", "certs.d/\(registry.host)", "SSL_CERT_FILE")
            #expect(try other.strata("images", "-aq").succeed() == "")
            var environment = home
            var options = ""
            switch place {
            case "SSL_CERT_FILE": environment[place] = other.directory.appending("certs/ca.crt").string
            case "--cert-dir": options = "--cert-dir certs"
            default:
                let directory = "home/.config/containers/certs.d"
                try other.shell("mkdir -p \(directory) && mv certs '\(directory)/\(registry.host)'").succeed()
            }
            try other.shell("strata pull -q \(options) \(name)", environment: environment).succeed()
            #expect(try other.strata("run", "--rm", name, "echo", "here").succeed() == "here\n")
        }

        @Test("another authority does not vouch for the registry, nor does the right one for another name of it")
        func strangers() throws {
            let stranger = try RegistryServer(isSecure: true)
            var environment = home
            environment["SSL_CERT_FILE"] = stranger.authority.string
            try other.strata("pull", name, environment: environment).fail(saying: "no trusted connection")
            environment["SSL_CERT_FILE"] = registry.authority.string
            try other.strata("pull", "127.0.0.1:\(registry.port)/team/app:1", environment: environment).fail(
                saying: "no trusted connection", "not for the name 127.0.0.1")
            #expect(try other.strata("images", "-aq").succeed() == "")
        }
    }
}
