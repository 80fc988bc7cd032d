public import OCI

/// eStargz (stargz-snapshotter, docs/estargz.md): a gzip stream in which the bytes of every regular file begin a member of their
/// own, with a table of contents as the tar's last file and a footer that says where that is.
public enum StargzFormat {
    /// The annotation with the digest of the table's JSON.
    public static let tableDigest = "containerd.io/snapshot/stargz/toc.digest"
    /// The size of the footer at the end of the blob.
    public static let footerSize = 51
    /// The name of the table in the tar; the table does not list itself.
    static let tableName = "stargz.index.json"

    /// The digest of a layer's table; `nil` where the layer's descriptor names none, or is not of gzip.
    public static func table(of blob: Descriptor) -> Digest? {
        guard blob.mediaType.layerCompression == .gzip, blob.size > Int64(footerSize) else { return nil }
        return blob.annotations[tableDigest].flatMap { Digest($0) }
    }

    /// Where the table's member begins, as the footer says: an empty gzip member whose extra field `SG` holds sixteen
    /// hexadecimal digits and `STARGZ` (RFC 1952, 2.3.1.1). `nil` for anything else.
    public static func tableOffset(footer: [UInt8]) -> Int64? {
        let start: [UInt8] = [0x1f, 0x8b, 8, 4]
        let extra: [UInt8] = [26, 0, UInt8(ascii: "S"), UInt8(ascii: "G"), 22, 0]
        guard footer.count == footerSize, footer.starts(with: start), footer[10..<16].elementsEqual(extra),
            footer[32..<38].elementsEqual("STARGZ".utf8),
            let offset = Int64(String(decoding: footer[16..<32], as: UTF8.self), radix: 16), offset > 0
        else { return nil }
        return offset
    }
}
