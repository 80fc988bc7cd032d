internal import LinuxSystem
public import OCI
internal import Synchronization

/// What is known of bytes of a blob that turned out to be wrong.
public struct WrongBlob: Sendable {
    /// The hosts that sent them.
    public let hosts: [String]
    /// Whether a place that did not send them is asked when the blob is loaded again.
    public let isOtherLeft: Bool
}

extension RegistryClient {
    /// Takes note that what came of a blob does not have its digest: the mirrors that sent it are asked for it no more.
    ///
    /// The registry itself stays the last place to ask.
    public func refuse(_ blob: Digest) -> WrongBlob {
        let home = try? route().home  // what was sent came by a route
        let (all, refused) = senders.withLock { $0.refuse(blob, but: home) }
        let hosts = all.map(\.host)
        DebugLog.note("registry", "what came of \(repository)@\(blob) is wrong; it was sent by \(hosts)")
        return WrongBlob(hosts: hosts, isOtherLeft: !refused.isEmpty)
    }

    /// Notes that a place sent some bytes of a blob.
    func noteSender(_ place: Endpoint, of blob: Digest) { senders.withLock { $0.note(place, of: blob) } }

    /// Whether a place sent wrong bytes of a blob.
    func isRefused(_ place: Endpoint, _ blob: Digest) -> Bool { senders.withLock { $0.isRefused(place, blob) } }
}
