/// What an entry of a layer is.
public enum TreeEntryKind: UInt8, Hashable, Sendable, CaseIterable {
    /// A file with bytes of its own, maybe none.
    case file
    /// A directory.
    case directory
    /// A symbolic link; its target is ``LayerTree/linkTarget(of:)``.
    case symbolicLink
    /// Another name for a file of the same layer, which is ``LayerTree/linkTarget(of:)``; has no bytes of its own.
    case hardLink
    /// A character device.
    case characterDevice
    /// A block device.
    case blockDevice
    /// A named pipe.
    case pipe
    /// A removed name. The entry bears the name that it removes, without `.wh.`.
    case whiteout
}
