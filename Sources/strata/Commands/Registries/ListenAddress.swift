import LinuxSystem
import SystemPackage

extension ListeningSocket.Address {
    /// The address that a user writes: `HOST:PORT`, `:PORT`, `PORT`, or `unix://PATH`.
    ///
    /// - Throws: `UsageError`.
    init(argument text: String) throws(UsageError) {
        if text.hasPrefix("unix:") {
            let path = text.hasPrefix("unix://") ? text.dropFirst(7) : text.dropFirst(5)
            guard !path.isEmpty else { throw Self.refused(text) }
            self = .path(FilePath(String(path)))
            return
        }
        let rest = text.hasPrefix("tcp://") ? text.dropFirst(6) : text[...]
        let colon = rest.lastIndex(of: ":")
        guard let port = UInt16(colon.map { rest[rest.index(after: $0)...] } ?? rest) else { throw Self.refused(text) }
        var host = String(colon.map { rest[..<$0] } ?? "")
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        if host.isEmpty || host == "localhost" { host = "127.0.0.1" }
        let isAddress = host.contains(":") || host.allSatisfy { $0 == "." || $0.isWholeNumber }
        guard isAddress else {
            throw UsageError(
                "--listen \(text): \(host) is no address in numbers",
                hint: "write --listen 127.0.0.1:5000, or 0.0.0.0:5000 for all addresses of this machine")
        }
        self = .internet(host: host, port: port)
    }

    /// What to do where it cannot be listened at; `nil` where that is the same as everywhere.
    func hint(after error: SystemError) -> String? {
        switch self {
        case .path where error.isNameTooLong:
            "the path of a socket has 107 bytes at most: choose a shorter one, as unix:///run/strata.sock"
        case .path where error.isNoSocket:
            "there is a file that is no socket: choose another path, or remove it"
        case .path(let path) where error.isNotFound:
            "make its directory first: mkdir -p \(path.removingLastComponent())"
        case .internet where error.isForeignAddress:
            "choose an address of this machine, or 0.0.0.0 for all of them"
        default: nil
        }
    }

    private static func refused(_ text: String) -> UsageError {
        UsageError(
            "--listen \(text): this is no address to listen at",
            hint: "write --listen 127.0.0.1:5000 or --listen unix:///run/strata.sock")
    }
}
