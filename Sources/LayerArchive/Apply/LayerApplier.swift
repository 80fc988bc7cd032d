public import LinuxSystem
public import OCI

/// Unpacks a layer's archive into a directory, in the form in which overlayfs takes it as a lower (layer rules 8 and 14).
///
/// Nothing of the archive is trusted: no entry leaves the directory, whatever paths and links say. An archive that is
/// refused leaves a directory that is to be thrown away.
public struct LayerApplier {
    private let directory: DirectoryHandle
    /// The merged view of the stack below: where the archive leaves a parent out, or leads through a link, or has a hard
    /// link to what is below.
    public var base: DirectoryHandle?
    /// Where the archive's root goes; a path that exists below or in the directory. Empty for the root.
    public var destination: [UInt8] = []
    /// The owner that all entries get; as the archive says, where it is `nil`.
    public var owner: (user: UInt32, group: UInt32)?
    /// Later modification times become this one (`SOURCE_DATE_EPOCH`).
    public var sourceDateEpoch: Int64?
    /// Names that begin with `.wh.` are refused: the archive is no layer.
    public var rejectsWhiteouts = false
    /// The archive is unpacked into a directory as tar does after chroot(2): `..` in the root is the root, and what the
    /// archive says of the root itself counts for nothing.
    public var isPlainArchive = false
    /// Which modification times are part of the content digest.
    public var mtimeRule: MTimeRule = .all
    /// What the archive is said to hold; every entry is compared with it.
    public var table: TableCheck?
    /// Is told of each regular file with bytes, hard links apart: its path in the layer and its digest, where the archive is hashed.
    public var sawFile: ((_ path: [UInt8], _ digest: Digest) throws -> Void)?
    /// The most that the archive may ask for.
    public var limits = ArchiveLimits.standard

    /// Unpacks into a directory.
    public init(into directory: DirectoryHandle) { self.directory = directory }

    /// Unpacks an uncompressed archive, and reads the source to its end.
    ///
    /// - Throws: `LayerArchiveError` for what is wrong with the archive, `SystemError` for what the system refused.
    public func apply(_ source: any ByteSource) throws -> AppliedLayer {
        let input = ChunkedInput(source, hashing: true)
        let run = try unpack(input, canBeCanonical ? CanonicalForm(mtimeRule: mtimeRule) : nil, hashing: true)
        guard let diffID = input.finish() else { preconditionFailure("the input of an applier is hashed") }
        let facts = run.tree.facts
        let form = run.finisher.form
        if facts.digest != nil || !facts.impliedParents.isEmpty { form?.fail() }
        if let summary = form?.summary(diffID: diffID, input, root: run.root) {
            return AppliedLayer(summary: summary, impliedParents: [], baseFacts: nil, isCanonical: true)
        }
        let content = ContentEmitter(mtimeRule: mtimeRule, digests: run.finisher.digests)
        if let root = run.root { try content.add(Self.entry(root)) }
        try TreeWalk(of: directory, base: nil, mode: .read, epoch: nil, target: content).run()
        return AppliedLayer(
            summary: content.summary(diffID: diffID, input, root: run.root),
            impliedParents: facts.impliedParents, baseFacts: facts.digest, isCanonical: false)
    }

    /// Unpacks an uncompressed archive as `apply` does, and hashes nothing: for what `LayerCapture` is to read afterwards.
    ///
    /// - Returns: What the archive says of the root directory, `nil` where it says nothing; and the latest modification time in
    ///   seconds, `nil` of an empty archive.
    public func unpack(_ source: any ByteSource) throws -> (root: RootMetadata?, latest: Int64?) {
        let run = try unpack(ChunkedInput(source), nil, hashing: false)
        return (run.root, run.latest)
    }

    private func unpack(_ input: ChunkedInput, _ form: CanonicalForm?, hashing: Bool) throws -> Run {
        let reader = TarReader(input, limits: limits, recordingHeaders: form != nil || table != nil)
        let tree = try LayeredTree(root: directory, base: base, limits: limits, staysInRoot: isPlainArchive)
        let finisher = EntryFinisher(form, hashesFiles: hashing, sawFile)
        var run = Run(
            tree: tree, maker: EntryMaker(tree, finisher, hashesFiles: hashing), finisher: finisher,
            reader: reader, prefix: LayerPath.components(destination))
        while let entry = try reader.next() {
            try table?.see(entry, header: reader.headers)
            try apply(entry, &run)
        }
        try table?.finish()
        if !reader.isPaddingZero { try finisher.tellForm { $0.fail() } }
        try drain(input)
        try finisher.settle()
        if run.hidesRoot { try hideRoot(tree) }
        try tree.settle()
        return run
    }

    /// Whether the first entry of an uncompressed archive is as Strata writes it. Other tools' archives hardly ever are.
    public static func beginsCanonically(_ source: any ByteSource) throws -> Bool {
        let reader = TarReader(ChunkedInput(source), limits: .standard, recordingHeaders: true)
        do {
            guard let entry = try reader.next() else { return true }
            return CanonicalForm.isCanonical(entry, header: reader.headers)
        } catch is LayerArchiveError {
            return false  // whoever unpacks it says what is wrong
        }
    }

    /// Whether what is unpacked is what the archive says, with nothing changed on the way.
    private var canBeCanonical: Bool {
        destination.isEmpty && owner == nil && sourceDateEpoch == nil && !isPlainArchive
    }

    /// What one archive needs on its way.
    private struct Run {
        let tree: LayeredTree
        let maker: EntryMaker
        let finisher: EntryFinisher
        let reader: TarReader
        let prefix: [[UInt8]]
        var root: RootMetadata?
        var hidesRoot = false
        var latest: Int64?
    }

    private func apply(_ raw: TarEntry, _ run: inout Run) throws {
        let components = try run.prefix + EntryPath.clean(raw.path, limits: limits)
        let entry = try layerEntry(raw, components)
        run.latest = max(run.latest ?? entry.modified, entry.modified)
        if !run.reader.isPaddingZero { try run.finisher.tellForm { $0.fail() } }
        guard let name = components.last else { return try applyRoot(entry, &run) }
        if try applyWhiteout(name, components, raw.path, &run) { return }
        let place = try run.tree.place(components, shownAs: raw.path)
        switch raw.kind {
        case .directory: try run.maker.makeDirectory(place, entry)
        case .regular: return try run.maker.makeFile(place, entry, run.reader, isSparse: raw.isSparse)
        case .hardLink(let target): return try applyHardLink(entry, components, to: target, raw.path, &run)
        default: try run.maker.makeNode(place, entry)
        }
        try see(entry, run)
    }

    private func see(_ entry: LayerEntry, _ run: Run) throws {
        try run.finisher.tellForm { [header = run.reader.headers] in $0.see(entry, header: header) }
    }

    private func applyHardLink(
        _ entry: LayerEntry, _ components: [[UInt8]], to target: [UInt8], _ raw: [UInt8], _ run: inout Run
    ) throws {
        let cleaned = try run.prefix + EntryPath.clean(target, limits: limits, fault: .unsafeLink)
        guard !cleaned.isEmpty else {
            throw LayerArchiveError(.unsafeLink, "\(shown(raw)) is a hard link to the root directory")
        }
        // The target's way may change what is cached of this one.
        let found = try run.tree.place(cleaned, shownAs: target)
        try run.maker.makeHardLink(try run.tree.place(components, shownAs: raw), to: found, shownAs: target)
        try run.finisher.settleForm()
        guard let form = run.finisher.form else { return }
        let status = try found.node.handle.status(of: found.name)
        let attributes =
            status.kind == .regular ? try found.node.handle.openForReading(found.name).keptAttributes() : []
        form.see(link: entry, to: found.path, status: status, attributes: attributes, header: run.reader.headers)
    }

    private func layerEntry(_ raw: TarEntry, _ components: [[UInt8]]) throws -> LayerEntry {
        var entry = try LayerEntry(raw, path: components)
        if let sourceDateEpoch { entry.modified = min(sourceDateEpoch, entry.modified) }
        if let owner { (entry.userID, entry.groupID) = owner }
        return entry
    }

    private func applyRoot(_ entry: LayerEntry, _ run: inout Run) throws {
        if isPlainArchive { return }
        guard entry.kind == .directory else {
            throw LayerArchiveError(.unsafePath, "the archive has an entry for the root that is not a directory")
        }
        let metadata = RootMetadata(
            permissions: entry.permissions, userID: entry.userID, groupID: entry.groupID, attributes: entry.attributes)
        try metadata.apply(to: directory)
        run.root = metadata
        try see(entry, run)
    }

    /// Whether the entry was a whiteout.
    private func applyWhiteout(
        _ name: [UInt8], _ components: [[UInt8]], _ raw: [UInt8], _ run: inout Run
    ) throws -> Bool {
        if components.dropLast().contains(where: { $0.starts(with: LayerPath.whiteoutPrefix) }) {
            throw LayerArchiveError(.badWhiteout, "the archive has an entry \(shown(raw)) below a whiteout")
        }
        guard let whiteout = try WhiteoutName(name) else { return false }
        if rejectsWhiteouts { throw LayerPath.reserved(raw) }
        switch whiteout {
        case .ignored: try run.finisher.tellForm { $0.fail() }
        case .removes(let hidden):
            let place = try run.tree.place(components.dropLast() + [hidden], shownAs: raw)
            try run.maker.makeWhiteout(place)
            let path = Array((components.dropLast() + [hidden]).joined(separator: [LayerPath.slash]))
            try run.finisher.tellForm { [header = run.reader.headers] in $0.see(whiteoutOf: path, header: header) }
        case .opaque:
            let node = try run.tree.place(components, shownAs: raw).node
            let path = Array(components.dropLast().joined(separator: [LayerPath.slash]))
            try run.finisher.tellForm { [header = run.reader.headers] in $0.see(opaque: path, header: header) }
            if node.path.isEmpty { run.hidesRoot = true } else { try run.maker.makeOpaque(node) }
        }
        return true
    }

    /// overlayfs knows no opaque root: every name below that the layer does not have is hidden by itself.
    private func hideRoot(_ tree: LayeredTree) throws {
        let names = try base?.entries().map(\.name).sorted(by: ByteOrder.precedes) ?? []
        for name in names {
            if let status = try directory.statusIfPresent(of: name) {
                guard status.kind == .directory else { continue }
                try directory.openDirectory(name).setAttribute(
                    OverlayAttribute.opaque, to: OverlayAttribute.opaqueValue)
            } else {
                try directory.makeWhiteout(name)
            }
        }
        tree.facts.addHiddenRoot(names)
    }

    private func drain(_ input: ChunkedInput) throws {
        guard try input.skip(limits.trailingBytes) < limits.trailingBytes || input.read(1).isEmpty else {
            throw LayerArchiveError(.tooLarge, "more than \(limits.trailingBytes) bytes follow the end of the archive")
        }
    }

    private static func entry(_ root: RootMetadata) -> LayerEntry {
        LayerEntry(
            path: [], kind: .directory, permissions: root.permissions, userID: root.userID, groupID: root.groupID,
            attributes: root.attributes)
    }
}

extension LayerEntry {
    /// What an archive's entry is in a layer, at a cleaned path.
    ///
    /// - Throws: `forgedWhiteout`.
    init(_ raw: TarEntry, path: [[UInt8]]) throws(LayerArchiveError) {
        let kind: Kind
        switch raw.kind {
        case .regular: kind = .regular(size: raw.size)
        case .directory: kind = .directory
        case .symbolicLink(let target): kind = .symbolicLink(target: target)
        case .hardLink(let target): kind = .hardLink(target: target)
        case .characterDevice(0, 0): throw Self.forged(raw.path)
        case .characterDevice(let major, let minor): kind = .characterDevice(major: major, minor: minor)
        case .blockDevice(let major, let minor): kind = .blockDevice(major: major, minor: minor)
        case .pipe: kind = .pipe
        }
        self.init(
            path: Array(path.joined(separator: [LayerPath.slash])), kind: kind, permissions: raw.permissions,
            userID: raw.userID, groupID: raw.groupID, modified: raw.modified.seconds,
            attributes: raw.attributes.filter { KeptAttributes.isKept($0.name) })
    }

    private static func forged(_ path: [UInt8]) -> LayerArchiveError {
        LayerArchiveError(
            .forgedWhiteout, "\(shown(path)) is a 0/0 character device, which overlayfs would take for a removed name",
            hint: "the archive is hostile; do not use it")
    }
}
