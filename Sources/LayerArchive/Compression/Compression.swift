/// How an archive is compressed.
public enum Compression: String, Hashable, Sendable, CaseIterable {
    /// Not at all, or in no form that is known here.
    case none
    /// RFC 1952; one or more members.
    case gzip
    /// RFC 8878; one or more frames.
    case zstd
    /// The .xz file format; one or more streams.
    case xz
    /// bzip2; one or more streams.
    case bzip2

    /// The number of bytes that are needed to tell.
    static let magicLength = 6

    /// Tells from the first bytes of a file.
    public init(magic: [UInt8]) {
        if magic.starts(with: [0x1f, 0x8b, 0x08]) {
            self = .gzip
        } else if magic.starts(with: [0x28, 0xb5, 0x2f, 0xfd]) || Self.isSkippableFrame(magic) {
            self = .zstd
        } else if magic.starts(with: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]) {
            self = .xz
        } else if magic.count >= 4, magic.starts(with: Array("BZh".utf8)), (0x31...0x39).contains(magic[3]) {
            self = .bzip2
        } else {
            self = .none
        }
    }

    /// RFC 8878, 3.1.2: 0x184D2A50 to 0x184D2A5F, little-endian.
    private static func isSkippableFrame(_ magic: [UInt8]) -> Bool {
        magic.count >= 4 && magic[0] & 0xf0 == 0x50 && magic[1...3].elementsEqual([0x2a, 0x4d, 0x18])
    }
}
