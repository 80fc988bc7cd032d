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

        @Test("what the registry has against a certificate, or against none, is told with what to do")
        func refused() throws {
            // It closes the connection behind its refusal, which the kernel may throw away with that where the request still came.
            func expect(_ command: String, _ refusal: String, else lost: String) throws {
                let words = try fixture.shell("strata \(command)", environment: home).fail(
                    saying: "who shows", "that it trusts", "certs.d/\(registry.host)")
                #expect(words.contains(refusal) || words.contains(lost), "\(words)")
            }
            let none = (refusal: "refuses who shows no certificate", lost: "asked for a certificate and was shown none")
            try expect("tags --tls-verify=false \(name)", none.refusal, else: none.lost)
            try expect("push \(name)", none.refusal, else: none.lost)
            try putOther(as: "a")
            try expect(
                "push \(name)", "refuses the certificate that it was shown",
                else: "asked for a certificate and was shown one")
        }

        @Test(
            "a connection that breaks behind the question for a certificate may be a refusal, and is tried again",
            .needs("python3"))
        func lost() throws {
            let script = """
                import socket, ssl, struct, sys
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(sys.argv[1] + '/server.pem', sys.argv[1] + '/server.key')
                context.load_verify_locations(sys.argv[1] + '/authority.pem')
                context.verify_mode = ssl.CERT_OPTIONAL
                listener = socket.create_server(('127.0.0.1', 0))
                print(listener.getsockname()[1], flush=True)
                while True:
                    client = listener.accept()[0]
                    print('connection', flush=True)
                    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
                    try: context.wrap_socket(client, server_side=True).close()
                    except OSError: client.close()
                """
            try fixture.write("breaks.py", script)
            let words = try fixture.shell(
                """
                python3 breaks.py '\(registry.directory)' > said 2> /dev/null &
                while [ ! -s said ]; do sleep 0.1; done
                port=$(head -n 1 said)
                HOME=$PWD/home SSL_CERT_FILE='\(registry.authority)' strata tags "localhost:$port/app" 2>&1
                echo "exit $?, $(grep -c connection said) connections"; kill $!
                """
            ).succeed()
            #expect(
                words.contains("the registry asks for a certificate, and then breaks the connection")
                    && words.contains("put that into certs.d/") && words.contains("was shown none")
                    && words.contains("exit 1,") && !words.contains(" 1 connections"), "\(words)")
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
