import LinuxSystem
import SystemPackage

/// An authority of a test's own, and what it signed.
enum TestCertificates {
    /// Makes `authority.pem`, `server.pem` with `server.key` for this machine and `web.test`, and `client.cert` with `client.key`.
    static func make(in directory: FilePath) throws {
        let script = """
            cd '\(directory)' && exec 2>openssl.log
            openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=authority -keyout authority.key -out authority.pem &&
            openssl req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout server.key -out server.csr &&
            printf 'subjectAltName=DNS:localhost,DNS:web.test' > names &&
            openssl x509 -req -days 2 -in server.csr -CA authority.pem -CAkey authority.key -CAcreateserial \
                -extfile names -out server.pem &&
            openssl req -newkey rsa:2048 -nodes -subj /CN=client -keyout client.key -out client.csr &&
            openssl x509 -req -days 2 -in client.csr -CA authority.pem -CAkey authority.key -CAcreateserial -out client.cert
            """
        let status = try ProcessSpawner.spawn(ProcessRequest("/bin/sh", ["-c", script])).waitWithoutCancellation()
        if status != .exited(0) { throw NotStarted(what: "openssl") }
    }
}
