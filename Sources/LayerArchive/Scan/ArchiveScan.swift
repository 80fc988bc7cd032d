internal import LinuxSystem

/// Reads a layer's archive, compressed or not, as a stream in bounded memory.
///
/// Paths are cleaned as they are when the layer is unpacked: what leaves the root is an error.
public final class ArchiveScan: LayerScan {
    private let reader: TarReader
    private let limits: ArchiveLimits
    private var current: TarEntry?
    private static let zeros = [UInt8](repeating: 0, count: 1 << 16)

    /// Reads the first bytes of a source.
    ///
    /// - Parameter open: Opens the source; called once more where the archive turns out not to be compressed: then contents that
    ///   nobody wants are not read, if the source can pass over bytes.
    /// - Throws: what the source throws.
    public init(limits: ArchiveLimits = .standard, opening open: () throws -> any ByteSource) throws {
        let source = try open()
        let plain = try DecompressingSource(source)
        let canSkip = plain.compression == .none && source is any SkippingSource
        reader = TarReader(canSkip ? try open() : plain, limits: limits)
        self.limits = limits
    }

    /// Reads the first bytes of a source that can be read once.
    ///
    /// - Throws: what the source throws.
    public init(_ source: any ByteSource, limits: ArchiveLimits = .standard) throws {
        reader = TarReader(try DecompressingSource(source), limits: limits)
        self.limits = limits
    }

    /// The next entry.
    ///
    /// - Throws: as ``TarReader/next()``; `unsafePath`, `badWhiteout`.
    public func next() throws -> ScannedEntry? {
        current = try reader.next()
        guard let entry = current else { return nil }
        var parts = try EntryPath.clean(entry.path, limits: limits)
        var meaning = ScannedEntry.Meaning.entry(try kind(entry.kind))
        if let place = parts.dropLast().firstIndex(where: { WhiteoutName.isIgnored($0) }) {
            parts.removeSubrange(place...)
            meaning = .ignored
        } else if let name = parts.last, let whiteout = try WhiteoutName(name) {
            parts.removeLast()
            switch whiteout {
            case .removes(let name):
                parts.append(name)
                meaning = .whiteout
            case .opaque: meaning = .opaque
            case .ignored: meaning = .ignored
            }
        }
        return ScannedEntry(
            path: Array(parts.joined(separator: [LayerPath.slash])), meaning: meaning, permissions: entry.permissions,
            userID: entry.userID, groupID: entry.groupID, modified: entry.modified.seconds, size: entry.size)
    }

    /// The path that a hard link names is cleaned like an entry's own.
    private func kind(_ kind: TarEntry.Kind) throws -> TarEntry.Kind {
        guard case .hardLink(let target) = kind else { return kind }
        return .hardLink(
            target: Array(try EntryPath.clean(target, limits: limits).joined(separator: [LayerPath.slash])))
    }

    /// What the headers of the current entry say.
    public func attributes() -> [ExtendedAttribute] { current?.attributes ?? [] }

    /// Calls with the pieces of the current content.
    public func forEachPiece(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        while true {
            switch try reader.nextPiece() {
            case .none: return
            case .data(let chunk, let range): try chunk.withBytes(range, body)
            case .hole(var left):
                while left > 0 {
                    let count = Int(min(left, Int64(Self.zeros.count)))
                    try Self.zeros.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
                    left -= Int64(count)
                }
            }
        }
    }
}
