import Findings
import LinuxSystem
import SystemPackage
import Testing

@testable import Secrets

@Suite("Keys in libraries")
struct KnownKeysTests {
    private static let library = "/usr/lib/x86_64-linux-gnu/libgnutls.so.30"

    @Test(
        "those of GnuTLS's self-tests refuse no image",
        .enabled(if: (try? FileHandle.open(FilePath(library))) != nil, "GnuTLS is not installed"))
    func selfTests() throws {
        var scanner = SecretScanner(SecretRules())
        let bytes = try FileHandle.open(FilePath(Self.library)).readAll()
        let found = scanner.matches(in: bytes, path: Array(Self.library.utf8))
        #expect(found.allSatisfy { $0.severity < .error }, "\(found.map(\.rule.name))")
    }

    @Test("a store of certificates without a key is nobody's secret")
    func certificates() throws {
        let store = try KeyMaker.key(
            "openssl req -x509 -newkey rsa:2048 -nodes -keyout k -out c -subj /CN=x 2> /dev/null; openssl pkcs12 -export -nokeys -in c -passout pass:abcd"
        )
        var scanner = SecretScanner(SecretRules())
        #expect(!store.isEmpty && scanner.matches(in: store, path: Array("cacerts.p12".utf8)).isEmpty)
    }

    @Test("another key is an error, whatever the file is called, and milder within the library itself")
    func others() throws {
        let key = try KeyMaker.key("openssl genpkey -algorithm ed25519")
        var scanner = SecretScanner(SecretRules())
        for path in ["etc/libgnutls.key", "opt/libgnutls.so.30/key.pem"] {
            #expect(scanner.matches(in: key, path: Array(path.utf8)).map(\.severity) == [.error], "\(path)")
        }
        let within = [0x7F, 0x45, 0x4C, 0x46, 0, 0] + key + [0]
        #expect(scanner.matches(in: within, path: Array(Self.library.utf8)).map(\.severity) == [.warning])
        #expect(scanner.matches(in: within, path: Array("usr/bin/x".utf8)).map(\.severity) == [.error])
    }

    @Test(
        "keys as their programs make them are found, the encrypted ones as warnings",
        arguments: [
            ("ssh-keygen -q -t rsa -N '' -f k && cat k", "openssh-private-key", Severity.error),
            ("ssh-keygen -q -t ecdsa -N 'a b c d' -f k && cat k", "openssh-private-key", .warning),
            ("ssh-keygen -q -t rsa -m PEM -N '' -f k && cat k", "rsa-private-key", .error),
            ("openssl genrsa -traditional 2048", "rsa-private-key", .error),
            ("openssl genrsa -traditional -aes128 -passout pass:abcd 2048", "rsa-private-key", .warning),
            ("openssl ecparam -name prime256v1 -genkey -noout", "ec-private-key", .error),
            ("openssl genpkey -algorithm rsa", "private-key", .error),
            ("openssl genpkey -algorithm rsa -aes256 -pass pass:abcd", "encrypted-private-key", .warning),
            (
                "GNUPGHOME=$PWD gpg -q --batch --passphrase '' --quick-gen-key x@x.org && GNUPGHOME=$PWD gpg -q --batch --export-secret-keys -a",
                "pgp-private-key", .error
            ),
            ("openssl genpkey -algorithm rsa -outform DER", "key-store", .error),
            ("openssl genpkey -algorithm ed25519 -outform DER", "key-store", .error),
            ("openssl genpkey -algorithm rsa | openssl pkcs8 -topk8 -nocrypt -outform DER", "key-store", .error),
            (
                "openssl ecparam -name secp384r1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -outform DER",
                "key-store",
                .error
            ),
            ("openssl genpkey -algorithm ec -pkeyopt ec_paramgen_curve:prime256v1 -outform DER", "key-store", .error),
            (
                "openssl req -x509 -newkey rsa:2048 -nodes -keyout k -out c -subj /CN=x 2> /dev/null && openssl pkcs12 -export -inkey k -in c -passout pass:abcd",
                "key-store", .warning
            ),
        ])
    func made(command: String, rule: String, severity: Severity) throws {
        var scanner = SecretScanner(SecretRules())
        let found = scanner.matches(in: try KeyMaker.key(command), path: Array("k.txt".utf8))
        #expect(found.map(\.rule.name) == [rule] && found.map(\.severity) == [severity], "\(found.map(\.rule.name))")
    }
}

/// Has a program make a key.
private enum KeyMaker {
    static func key(_ command: String) throws -> [UInt8] {
        let name = "strata-key-" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
        let top = try DirectoryHandle.open("/tmp")
        try top.makeDirectory(Array(name.utf8))
        defer { try? top.removeTree(Array(name.utf8)) }
        let directory = FilePath("/tmp").appending(name)
        let output = try FileHandle.open(directory.appending("out"), 0o2 | 0o100 | 0o1000)
        var request = ProcessRequest(
            FilePath("/bin/sh"), ["-c", command + "; gpgconf --homedir . --kill all 2> /dev/null"])
        request.workingDirectory = directory
        request.standardOutput = output.descriptor
        _ = try ProcessSpawner.spawn(request).waitWithoutCancellation()
        return try FileHandle.open(directory.appending("out")).readAll()
    }
}
