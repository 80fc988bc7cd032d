import LinuxSystem
import OCI
import Secrets
import Storage
import SystemPackage

/// The files of a layer of the store in which a search found something, kept there from one search to the next: a layer does not change,
/// and what is not among them need not be read again.
///
/// Paths alone are kept, and nothing of what was found: a file among them is searched again, so that every allow-list, baseline and salt
/// sees the credential itself. What a list let stand is among them, too. They hold for the program that found them.
struct LayerSuspects {
    private let listing: LayerListing
    private let version: Digest

    /// `nil` for a layer of which nothing can be kept.
    init?(of layer: InspectedLayer, by rules: SecretRules) {
        guard let listing = layer.listing, let program = Self.program else { return nil }
        self.listing = listing
        version = .of("\(program) \(rules.rules.map(\.name))")
    }

    /// The paths that were kept; `nil` where there are none, or they are damaged, or another program's.
    func load() -> Set<[UInt8]>? {
        // What cannot be read is as good as not there.
        guard let file = listing.store.open(.suspects, of: listing.layer), let bytes = try? file.readAll(),
            bytes.starts(with: head), bytes.count >= head.count + 32
        else { return nil }
        let paths = bytes[head.count..<(bytes.count - 32)]
        guard Digest.of(Array(bytes.dropLast(32))).bytes == bytes.suffix(32) else { return nil }
        return Set(paths.split(separator: 0, omittingEmptySubsequences: false).dropLast().map(Array.init))
    }

    /// Keeps paths.
    func keep(_ paths: some Sequence<[UInt8]>) {
        var bytes = head
        for path in Set(paths).sorted(by: { $0.lexicographicallyPrecedes($1) }) { bytes += path + [0] }
        listing.store.keep(.suspects, of: listing.layer) { file in
            try file.write(bytes + Digest.of(bytes).bytes)
        }
    }

    /// The layer's own digest tells that the file is its, the other what searched.
    private var head: [UInt8] { listing.layer.diffID.bytes + version.bytes }

    /// What tells this program from any other, older or newer: what is found is decided by all of it.
    private static let program: String? = {
        guard let status = try? FileHandle.open("/proc/self/exe").status() else { return nil }
        let changed = status.changed
        return "\(status.device) \(status.inode) \(status.size) \(changed.seconds).\(changed.nanoseconds)"
    }()
}
