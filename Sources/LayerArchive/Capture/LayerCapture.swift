public import LinuxSystem
public import OCI

/// Reads a directory in overlayfs's form as a layer: its canonical archive, diff-id and content digest, in one walk.
///
/// A value that says what to read and how; the walk itself is one of the methods. Memory and descriptors are
/// bounded whatever the size and depth of the tree.
public struct LayerCapture {
    /// What is known of the root directory's own metadata.
    public enum Root: Hashable, Sendable {
        /// The layer does not change it.
        case omitted
        /// The layer changes it to this; as recorded in a summary.
        case entry(RootMetadata)
        /// The layer changes it where the directory differs from this.
        case compared(with: RootMetadata)
    }

    private let directory: DirectoryHandle
    /// Which modification times are part of the content digest.
    public var mtimeRule: MTimeRule = .all
    /// Later modification times become this one (`SOURCE_DATE_EPOCH`).
    public var sourceDateEpoch: Int64?
    /// What is known of the root directory.
    public var root: Root = .omitted
    /// The merged view of the stack below; `nil` where nothing is below. Used by `normalise` and `copy`.
    public var base: DirectoryHandle?
    /// What is looked for in the layer. Used by `normalise`.
    public var search: LayerSearch?

    /// Reads a directory that nothing else changes meanwhile.
    public init(of directory: DirectoryHandle) { self.directory = directory }

    /// Makes the directory normal while it is read (layer rule 7), so that directory and archive say the same.
    ///
    /// Removed are: entries that equal what is below (type, mode, owner, size, time, attributes, bytes), whiteouts of
    /// nothing, sockets, opaque marks without a directory below, and all attributes that no layer keeps. Times become
    /// whole seconds; directories have the times that they had before.
    ///
    /// - Throws: `reservedName`, `redirected`, `tooLarge`, `sizeChanged`; the directory may be partly normal then.
    public func normalise() throws -> LayerSummary {
        try walk(LayerEmitter(mtimeRule: mtimeRule, search: search), .normalise)
    }

    /// Reads a directory that is normal already; with a sink, its canonical archive is written there.
    public func capture(to sink: (any ByteSink)? = nil) throws -> LayerSummary {
        try walk(LayerEmitter(mtimeRule: mtimeRule, sink: sink), .read)
    }

    /// Writes the canonical archive of a directory that is normal already; gives its diff-id. Nothing else is hashed.
    public func archive(to sink: any ByteSink) throws -> Digest {
        let emitter = ArchiveEmitter(to: sink, hashing: true)
        try give(to: emitter, .read)
        guard let digest = try emitter.end().digest else { preconditionFailure("the archive was hashed") }
        return digest
    }

    /// Writes the canonical archive of a directory that is normal already; gives the checks of its parts, which a sink to which
    /// nothing was written before may take itself. Nothing is hashed.
    public func archiveChecking(to sink: any ByteSink) throws -> PartChecks {
        let checking = sink.checks == nil ? PartCheckingSink(to: sink) : sink
        let emitter = ArchiveEmitter(to: checking, hashing: false)
        try give(to: emitter, .read)
        _ = try emitter.end()
        guard let checks = checking.checks else { preconditionFailure("the archive was checked") }
        return checks
    }

    /// Writes the archive of a tree that has no digest; gives its size. What changes meanwhile is taken as tar(1) takes it.
    @discardableResult
    public func write(to sink: any ByteSink) throws -> Int64 {
        let emitter = ArchiveEmitter(to: sink, hashing: false, toleratingChanges: true)
        try give(to: emitter, .read)
        return try emitter.end().size
    }

    /// Writes what `normalise` would leave into another, empty directory. This one stays as it is.
    public func copy(into target: DirectoryHandle) throws -> LayerSummary {
        try walk(LayerWriter(into: target, mtimeRule: mtimeRule, sourceDateEpoch: sourceDateEpoch), .copy)
    }

    private func walk(_ target: any EntryTarget, _ mode: TreeWalk.Mode) throws -> LayerSummary {
        try give(to: target, mode)
        return try target.finish()
    }

    func give(to target: any EntryTarget, _ mode: TreeWalk.Mode) throws {
        if let metadata = try changedRoot() {
            let entry = LayerEntry(
                path: [], kind: .directory, permissions: metadata.permissions, userID: metadata.userID,
                groupID: metadata.groupID, attributes: metadata.attributes)
            try target.add(entry)
        }
        let walk = TreeWalk(of: directory, base: base, mode: mode, epoch: sourceDateEpoch, target: target)
        try walk.run()
    }

    private func changedRoot() throws -> RootMetadata? {
        switch root {
        case .omitted: return nil
        case .entry(let metadata): return metadata
        case .compared(let below):
            let metadata = try RootMetadata(of: directory)
            return metadata == below ? nil : metadata
        }
    }
}
