internal import LinuxSystem
internal import SystemPackage

/// The files about names and networks that every container sees in the place of its image's own.
struct HostFiles: Sendable {
    let resolvConf: [UInt8]
    let hosts: [UInt8]

    /// The files for a container.
    ///
    /// `/etc/hosts` is the same on every machine. `/etc/resolv.conf` is the host's: its addresses are valid in the host's
    /// network, and without a network none is needed.
    init(hostname: String, network: NetworkMode, extraHosts: [(name: String, address: String)] = []) {
        let extra = extraHosts.map { "\($0.address)\t\($0.name)\n" }.joined()
        hosts = Array(
            """
            127.0.0.1	localhost \(hostname)
            ::1	localhost ip6-localhost ip6-loopback
            \(extra)
            """.utf8)
        let file = network == .host ? try? FileHandle.open("/etc/resolv.conf") : nil
        resolvConf = (try? file?.readAll(limit: 1 << 20)) ?? []
    }
}
