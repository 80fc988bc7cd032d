public import LayerArchive
public import OCI

/// One changeset that the store keeps, unpacked in a directory of its own. A value: it tells what was recorded.
public struct Layer: Hashable, Sendable {
    /// Names the directory.
    public let id: LayerID
    /// SHA-256 of the uncompressed tar (image-spec, config.md, "rootfs.diff_ids").
    public let diffID: Digest
    /// Digest of what it contains, without the times that merely say when it was made (layer rule 1).
    public let contentDigest: Digest
    /// Bytes of the uncompressed tar.
    public let tarSize: Int64
    /// Sum of the bytes of its files, and of its links' targets: its part of what docker calls an image's size.
    public let byteSize: Int64
    /// How many entries it has.
    public let entryCount: Int
    /// When it was made, as history tells.
    public let created: Timestamp
    /// Owner, mode and attributes of `/`, where the layer changes them.
    public let root: RootMetadata?
    /// As a manifest names it: the blob it came with, or an uncompressed tar made on demand (layer rules 4 and 5).
    public let descriptor: Descriptor
    /// Whether its directory archived again gives the diff-id. Others keep the blob that they came with.
    public let isCanonical: Bool
    /// Whether directories that its archive does not name make its directory depend on what lies below (rule 8).
    let dependsOnBase: Bool
    /// Which modification times its content digest counts.
    let mtimeRule: MTimeRule

    /// Whether a blob is the uncompressed tar that Strata makes of the directory when somebody wants it.
    func isMade(as blob: Digest) -> Bool { isCanonical && blob == diffID }
}

/// What became of a finished work directory.
public struct CommittedLayer: Sendable {
    /// The layer that is kept.
    public let layer: Layer
    /// False where the store had the same content: then that layer is the result, and the new one was dropped.
    public let isNew: Bool
}
