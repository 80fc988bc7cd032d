public import OCI

/// What an archive was, once it lies in a directory.
public struct AppliedLayer: Hashable, Sendable {
    /// The layer. `diffID` is the SHA-256 of the whole stream as it came, `tarSize` its length; `rootMetadata` that of the
    /// archive's entry for the root, where it has one.
    public let summary: LayerSummary
    /// The directories that the archive did not name but needed, in byte order.
    public let impliedParents: [[UInt8]]
    /// What was found below that the directory depends on: two stacks with equal facts get equal directories. `nil`
    /// where the directory is the same on any stack (layer rule 8).
    public let baseFacts: Digest?

    /// Whether `LayerCapture` makes of the directory the very archive that came.
    public let isCanonical: Bool

    /// Whether another stack below could give another directory.
    public var dependsOnBase: Bool { baseFacts != nil }
}
