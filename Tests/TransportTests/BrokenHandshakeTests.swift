import Glibc
import LinuxSystem
import Testing
import Transport

@Suite("A connection that breaks while TLS begins")
struct BrokenHandshakeTests {
    @Test("is a broken connection, not a certificate that nobody trusts", arguments: [false, true])
    func closed(isReset: Bool) async throws {
        let listener = try ListeningSocket(.internet(host: "127.0.0.1", port: 0))
        let descriptor = listener.descriptor
        DedicatedThread.start {
            var bytes = [UInt8](repeating: 0, count: 4096)
            while true {
                let peer = accept(descriptor, nil, nil)
                if peer < 0 { return }
                // What is closed before all was read is reset.
                _ = recv(peer, &bytes, isReset ? 1 : bytes.count, 0)
                close(peer)
            }
        }
        let error = await #expect(throws: TransportError.self) {
            try await HTTPClient(.init(environment: [:])).send(
                HTTPRequest(.get, HTTPAddress(parsing: "https://\(listener.address)/"))
            ) { _ in }
        }
        #expect(error?.code == .interrupted, "\(error?.message ?? "")")
        shutdown(descriptor, Int32(SHUT_RDWR))
    }
}
