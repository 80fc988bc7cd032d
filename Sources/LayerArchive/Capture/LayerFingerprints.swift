public import LinuxSystem
internal import OCI

/// Files of a layer with what tells them apart from most others: cheap to make, and never a proof.
public struct LayerFingerprint: Hashable, Sendable {
    /// The path in the layer.
    public let path: [UInt8]
    /// How many bytes the file has.
    public let size: Int64
    /// Made of its first and last bytes.
    public let fingerprint: Int64

    /// The files of a layer's directory of at least a size, in canonical order. Of each two pages are read.
    ///
    /// - Throws: as `LayerListing.entries(of:)`.
    public static func list(of directory: DirectoryHandle, ofAtLeast smallest: Int64) throws -> [LayerFingerprint] {
        let collector = FingerprintCollector(smallest)
        try TreeWalk(of: directory, base: nil, mode: .read, epoch: nil, target: collector).run()
        return collector.found
    }
}

/// Takes the entries of a walk and looks at the ends of files.
private final class FingerprintCollector: EntryTarget {
    private static let page = 4096
    private let smallest: Int64
    private var buffer = [UInt8](repeating: 0, count: 2 * page)
    private(set) var found: [LayerFingerprint] = []

    init(_ smallest: Int64) { self.smallest = smallest }

    func add(_ entry: LayerEntry, time: FileTime) throws {}

    func copy(_ entry: LayerEntry, from source: FileHandle, time: FileTime) throws {
        guard case .regular(let size) = entry.kind, size >= smallest else { return }
        let page = Self.page
        let count = try buffer.withUnsafeMutableBytes { bytes in
            let first = UnsafeMutableRawBufferPointer(rebasing: bytes[..<page])
            let head = try FileRangeSource(source, offset: 0, count: Int64(page)).fill(first)
            let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[head...].prefix(page))
            let start = max(Int64(head), size - Int64(page))
            return try head + FileRangeSource(source, offset: start, count: size - start).fill(rest)
        }
        let digest = Digest.of(Array(buffer[..<count]))
        let number = digest.bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        found.append(LayerFingerprint(path: entry.path, size: size, fingerprint: Int64(bitPattern: number)))
    }

    func finish() throws -> LayerSummary { preconditionFailure("fingerprints are no archive") }
}
