public import LinuxSystem
internal import OCI

/// Files of a layer with what tells them apart from most others: cheap to make, and never a proof.
public struct LayerFingerprint: Hashable, Sendable {
    /// The path in the layer.
    public let path: [UInt8]
    /// How many bytes the file has.
    public let size: Int64
    /// Made of pages at its beginning, at its end and between; of all its bytes, where it has few.
    public let fingerprint: Int64

    /// The files of a layer's directory of at least a size, in canonical order. Of each 16 pages are read.
    ///
    /// - Throws: as `LayerListing.entries(of:)`.
    public static func list(of directory: DirectoryHandle, ofAtLeast smallest: Int64) throws -> [LayerFingerprint] {
        let collector = FingerprintCollector(smallest)
        try TreeWalk(of: directory, base: nil, mode: .read, epoch: nil, target: collector).run()
        return collector.found
    }
}

/// Takes the entries of a walk and looks at pages of files.
///
/// Files of one format and size often have beginning and end in common, as databases and disk images do.
private final class FingerprintCollector: EntryTarget {
    private static let page = 4096
    private static let pages = 16
    private let smallest: Int64
    private var buffer = [UInt8](repeating: 0, count: pages * page)
    private(set) var found: [LayerFingerprint] = []

    init(_ smallest: Int64) { self.smallest = smallest }

    func add(_ entry: LayerEntry) throws {}

    func addFile(_ entry: LayerEntry, from source: FileHandle) throws {
        guard case .regular(let size) = entry.kind, size >= smallest else { return }
        let count = try fill(from: source, size)
        let digest = Digest.of(Array(buffer[..<count]))
        let number = digest.bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        found.append(LayerFingerprint(path: entry.path, size: size, fingerprint: Int64(bitPattern: number)))
    }

    /// Reads the whole file, or pages at even distances; gives how many bytes that are.
    private func fill(from source: FileHandle, _ size: Int64) throws -> Int {
        let (page, last) = (Self.page, Int64(Self.pages - 1))
        return try buffer.withUnsafeMutableBytes { bytes in
            if size <= bytes.count { return try FileRangeSource(source, offset: 0, count: size).fill(bytes) }
            return try (0...last).reduce(0) { count, number in
                let end = size - Int64(page)
                let place = number == last ? end : end / last * number
                let target = UnsafeMutableRawBufferPointer(rebasing: bytes[count..<count + page])
                return try count + FileRangeSource(source, offset: place, count: Int64(page)).fill(target)
            }
        }
    }

    func finish() throws -> LayerSummary { preconditionFailure("fingerprints are no archive") }
}
