import LinuxSystem
import SystemPackage
import Testing

extension EndToEnd {
    @Suite("Who may use a served registry, and where", .needs("curl"))
    struct ServedAccessTests {
        let fixture: Fixture

        init() throws { fixture = try Fixture() }

        @Test("a unix socket is its owner's alone, goes with the registry, and gives way when nobody listens any more")
        func unixSocket() throws {
            let path = fixture.directory.appending("socket").string
            let registry = try ServedStore(fixture, listen: "unix://\(path)")
            #expect(registry.host == path)
            #expect(try fixture.shell("stat -c '%A' socket").succeed() == "srw-------\n")
            let tags = "curl -sf --unix-socket socket http://localhost/v2/busybox/tags/list"
            #expect(try fixture.shell(tags).succeed() == #"{"name":"busybox","tags":["latest"]}"#)
            try fixture.strata("serve", "--registry", "--listen", "unix://\(path)")
                .fail(saying: "listening at unix://\(path)", "in use", "hint: another program listens there")
            #expect(try registry.stop(2).code == 0)
            #expect(try fixture.shell("ls socket").code != 0)
            // One that was killed leaves the file; the next takes its place.
            do { withExtendedLifetime(try ServedStore(fixture, listen: "unix://\(path)")) {} }
            try fixture.shell("test -S socket").succeed()
            let next = try ServedStore(fixture, listen: "unix://\(path)")
            try fixture.shell(tags).succeed()
            _ = try next.stop()
            // What is no socket stays.
            try fixture.write("socket", "a file")
            try fixture.strata("serve", "--registry", "--listen", "unix://\(path)")
                .fail(saying: "listening at", "hint: there is a file that is no socket")
            #expect(try fixture.shell("cat socket").output == "a file")
        }

        @Test("an address at which nobody can listen is told with what to do")
        func noAddress() throws {
            let long = "/tmp/" + String(repeating: "x", count: 110)
            for (address, hint) in [
                ("unix://\(long)", "107 bytes at most"), ("unix://\(fixture.directory)/no/socket", "mkdir -p"),
                ("192.0.2.1:5000", "an address of this machine"),
            ] {
                try fixture.strata(
                    "serve", "--registry", "-u", "ci", "--password-stdin", "--listen", address, input: "geheim\n"
                ).fail(saying: "listening at \(address)", hint)
            }
        }

        @Test("other machines are listened to with a password only, and that is asked for")
        func password() throws {
            try fixture.strata("serve", "--registry", "--listen", "0.0.0.0:0")
                .fail(saying: "without a password", "--password-stdin")
            try fixture.strata("serve", "--registry", "--listen", "[::]:0").fail(saying: "without a password")
            let registry = try ServedStore(
                fixture, listen: "0.0.0.0:0", options: ["-u", "ci", "--password-stdin"], input: "geheim\n")
            let address = "http://127.0.0.1:\(registry.host.split(separator: ":").last ?? "")/v2/"
            let head = try fixture.shell("curl -si \(address)").succeed()
            #expect(head.contains(" 401 ") && head.contains("WWW-Authenticate: Basic realm="))
            #expect(head.contains("UNAUTHORIZED"))
            for wrong in ["ci:falsch", "wer:geheim", "ci:", ":geheim"] {
                #expect(try fixture.shell("curl -sf -u '\(wrong)' \(address)").code != 0, "\(wrong)")
            }
            try fixture.shell("curl -sf -u ci:geheim \(address)").succeed()
            let place = address.dropFirst("http://".count).dropLast("/v2/".count)
            let other = try Fixture(withBusyBox: false)
            let docker = ["DOCKER_CONFIG": other.directory.appending("docker").string]
            try other.strata("pull", "\(place)/busybox", environment: docker).fail(saying: "\(place)")
            try other.strata(
                "login", "-u", "ci", "--password-stdin", String(place), input: "geheim\n", environment: docker
            ).succeed()
            try other.strata("pull", "-q", "\(place)/busybox", environment: docker).succeed()
        }

        @Test("TLS is spoken with a certificate of one's own", .needs("openssl"), .needs("skopeo"))
        func tls() throws {
            let script = """
                openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
                    -keyout key.pem -out cert.pem 2> openssl.log && head -c 30000000 /dev/urandom > big
                """
            try fixture.shell(script).succeed()
            let files = ["cert.pem", "key.pem"].map { fixture.directory.appending($0).string }
            let registry = try ServedStore(fixture, options: ["--tls-cert", files[0], "--tls-key", files[1]])
            let host = "localhost:\(registry.host.split(separator: ":").last ?? "")"
            let other = try Fixture(withBusyBox: false)
            let trust = ["SSL_CERT_FILE": files[0]]
            try other.strata("pull", "-q", "\(host)/busybox", environment: trust).succeed()
            try other.write("more/Dockerfile", "FROM \(host)/busybox\nCOPY big /\n")
            try fixture.shell("mv big '\(other.directory)/more/'").succeed()
            try other.strata("build", "-q", "-t", "\(host)/more", "more").succeed()
            try other.strata("push", "-q", "\(host)/more", environment: trust).succeed()
            #expect(try fixture.strata("run", "--rm", "more", "wc", "-c", "/big").succeed() == "30000000 /big\n")
            try fixture.shell("skopeo copy -q --src-tls-verify=false docker://\(host)/more oci:out:1").succeed()
            // Who speaks no TLS gets nothing, and does no harm.
            #expect(try fixture.shell("curl -sf http://\(host)/v2/").code != 0)
            try fixture.shell("curl -sf --cacert cert.pem https://\(host)/v2/").succeed()
            #expect(try registry.stop().code == 0)
            try fixture.strata("serve", "--registry", "--tls-cert", files[0]).fail(125, saying: "belong together")
        }

        @Test("files that are no certificate with its key are told one by one", .needs("openssl"))
        func unusableIdentity() throws {
            let script = """
                for n in a b; do openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=$n -keyout $n.key -out $n.pem; done
                openssl pkey -aes256 -passout pass:geheim -in a.key -out protected.key; echo junk > junk; mkdir directory
                cat b.pem a.pem > wrong-order.pem
                """
            try fixture.shell("exec 2> openssl.log; \(script)").succeed()
            for (certificate, key, words) in [
                ("none.pem", "a.key", "--tls-cert none.pem"), ("a.pem", "none.key", "--tls-key none.key"),
                ("directory", "a.key", "--tls-cert directory"), ("junk", "a.key", "no usable certificate"),
                ("a.key", "a.pem", "--tls-cert a.key: there is no usable certificate"),
                ("a.pem", "junk", "--tls-key junk: there is no private key"),
                ("a.pem", "b.key", "b.key is not the key of the first certificate in a.pem"),
                ("wrong-order.pem", "a.key", "this server's own certificate comes first"),
                ("a.pem", "protected.key", "openssl pkey -in protected.key"),
            ] {
                let outcome = try fixture.strata("serve", "--registry", "--tls-cert", certificate, "--tls-key", key)
                outcome.fail(saying: words)
                #expect(!outcome.errors.contains("pass phrase"))
            }
        }

        @Test("a certificate that has ended and a key that everybody can read are warned of", .needs("openssl"))
        func doubtfulIdentity() throws {
            try fixture.makeEndedCertificate()
            try fixture.shell("chmod 644 key").succeed()
            let registry = try ServedStore(
                fixture, options: ["--tls-cert", "ended.pem", "--tls-key", "key"])
            let log = try registry.log
            #expect(log.contains("warning: ended.pem: the certificate ended at 2020-02-01T00:00:00Z"))
            #expect(log.contains("warning: key: every user of this machine can read the key"))
        }

        @Test("what is asked for without sense is refused in one error")
        func refusals() throws {
            try fixture.strata("serve").fail(125, saying: "--registry")
            for wrong in ["nowhere", "example.com:80", "127.0.0.1:99999", "unix://"] {
                try fixture.strata("serve", "--registry", "--listen", wrong).fail(125, saying: "--listen \(wrong)")
            }
            try fixture.strata("serve", "--registry", "-u", "a:b", "--password-stdin", input: "geheim\n")
                .fail(125, saying: "-u a:b", "without")
            try fixture.strata("serve", "--registry", "-u", "x").fail(125, saying: "password of x is missing")
            let registry = try ServedStore(fixture)
            try fixture.strata("serve", "--registry", "--listen", registry.host).fail(saying: "in use")
        }
    }
}
