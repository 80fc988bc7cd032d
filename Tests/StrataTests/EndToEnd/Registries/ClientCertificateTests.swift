import SystemPackage
import TestServers
import Testing

extension EndToEnd {
    @Suite("Registries that ask for a certificate", .needs("docker-registry"), .needs("openssl"))
    struct ClientCertificateTests {
        private let fixture: Fixture
        private let registry: RegistryServer
        private let name: String
        /// The registry's directory of a user.
        private let directory: String
        private var home: [String: String] { ["HOME": fixture.directory.appending("home").string] }

        init() throws {
            fixture = try Fixture()
            registry = try RegistryServer(.certificate)
            name = "\(registry.host)/app:1"
            directory = "home/.config/containers/certs.d/\(registry.host)"
            try fixture.shell("mkdir -p '\(directory)' && cp '\(registry.authority)' '\(directory)/ca.crt'").succeed()
            try fixture.strata("tag", "busybox", name).succeed()
        }

        /// Puts the certificate that the registry takes into a directory.
        private func put(into directory: String, as file: String = "client") throws {
            let own = "\(registry.directory)/client"
            try fixture.shell(
                "mkdir -p '\(directory)' && cp '\(own).cert' '\(directory)/\(file).cert' && cp '\(own).key' '\(directory)/\(file).key'"
            ).succeed()
        }

        /// Puts a certificate there that vouches for itself.
        private func putOther(as file: String) throws {
            try fixture.shell(
                "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=other -keyout '\(directory)/\(file).key' -out '\(directory)/\(file).cert'"
            ).succeed()
        }

        @Test("certs.d: the registry is shown the one that lies there, and its key has to lie beside it")
        func shown() throws {
            try put(into: directory)
            try fixture.strata("push", "-q", name, environment: home).succeed()
            #expect(try fixture.strata("tags", "\(registry.host)/app", environment: home).succeed() == "1\n")
            try fixture.shell("rm '\(directory)/client.key'").succeed()
            try fixture.strata("tags", "\(registry.host)/app", environment: home).fail(
                saying: "its key client.key is not beside it")
        }

        @Test("of several the one is shown whose authority the registry takes, whatever their order")
        func several() throws {
            try putOther(as: "a")
            try put(into: directory, as: "b")
            try putOther(as: "c")
            try fixture.strata("push", "-q", name, environment: home).succeed()
        }

        @Test("what the registry has against a certificate, or against none, is told at once with what to do")
        func refused() throws {
            try fixture.strata("tags", "--tls-verify=false", name, environment: home).fail(
                saying: "lets in who shows a certificate that it trusts")
            try fixture.strata("push", name, environment: home).fail(
                saying: "lets in who shows a certificate that it trusts", "refuses who shows no certificate",
                "certs.d/\(registry.host)")
            try putOther(as: "a")
            try fixture.strata("push", name, environment: home).fail(
                saying: "refuses the certificate that it was shown")
        }

        @Test("a key that is none of its certificate is named, and one with a password is not asked for it")
        func broken() throws {
            try put(into: directory)
            try fixture.shell("openssl genrsa -out '\(directory)/client.key' 2048").succeed()
            try fixture.strata("push", name, environment: home).fail(saying: "client.key are none with its key")
            try fixture.shell(
                "openssl rsa -aes128 -passout pass:x -in '\(registry.directory)/client.key' -out '\(directory)/client.key'"
            ).succeed()
            try fixture.strata("push", name, environment: home).fail(saying: "the key has no password")
        }

        @Test("the first directory that there is counts, and what is wrong in a later one is nobody's matter")
        func firstDirectory() throws {
            let later = "home/.config/docker/certs.d/\(registry.host)"
            try put(into: later)
            try fixture.strata("push", name, environment: home).fail(saying: "refuses who shows no certificate")
            try put(into: directory)
            try fixture.shell("rm '\(later)/client.key'").succeed()
            try fixture.strata("push", "-q", name, environment: home).succeed()
        }
    }
}
