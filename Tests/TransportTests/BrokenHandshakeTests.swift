import Glibc
import LinuxSystem
import Testing
import Transport

@Suite("A connection that breaks while TLS begins")
struct BrokenHandshakeTests {
    @Test("is a broken connection, not a certificate that nobody trusts", arguments: [false, true])
    func closed(isReset: Bool) async throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = bind(listener, address, size)
                _ = listen(listener, 5)
                _ = getsockname(listener, address, &size)
            }
        }
        DedicatedThread.start {
            while true {
                let peer = accept(listener, nil, nil)
                if peer < 0 { return }
                if isReset {
                    var how = linger(l_onoff: 1, l_linger: 0)
                    setsockopt(peer, SOL_SOCKET, SO_LINGER, &how, socklen_t(MemoryLayout<linger>.size))
                }
                var byte: UInt8 = 0
                _ = recv(peer, &byte, 1, 0)
                close(peer)
            }
        }
        let address = try HTTPAddress(parsing: "https://127.0.0.1:\(UInt16(bigEndian: place.sin_port))/")
        let error = await #expect(throws: TransportError.self) {
            try await HTTPClient(.init(environment: [:])).send(HTTPRequest(.get, address)) { _ in }
        }
        #expect(error?.code == .interrupted, "\(error?.message ?? "")")
        shutdown(listener, Int32(SHUT_RDWR))
    }
}
