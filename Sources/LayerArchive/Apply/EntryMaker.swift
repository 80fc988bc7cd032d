internal import LinuxSystem
internal import OCI

/// Makes the entries of an archive in a layer's directory. A later entry of a path wins over an earlier one.
final class EntryMaker {
    private let tree: LayeredTree
    private let finisher: EntryFinisher
    /// Whether anybody wants to know the SHA-256 of files.
    private let hashesFiles: Bool
    private let lane = HashLane()

    init(_ tree: LayeredTree, _ finisher: EntryFinisher, hashesFiles: Bool) {
        (self.tree, self.finisher, self.hashesFiles) = (tree, finisher, hashesFiles)
    }

    // MARK: Entries

    /// Makes a directory, or gives one that the layer has already this metadata.
    func makeDirectory(_ place: LayeredTree.Place, _ entry: LayerEntry) throws {
        let handle = place.node.handle
        var isOpaque = false
        if let status = try handle.statusIfPresent(of: place.name), status.kind != .directory {
            // What was there replaced whatever the stack has below, so that the new directory begins empty.
            try handle.removeFile(place.name)
            isOpaque = true
        }
        do throws(SystemError) { try handle.makeDirectory(place.name, permissions: 0o700) } catch {
            if !error.isExisting { throw error }
        }
        let made = try handle.openDirectory(place.name)
        for attribute in try made.keptAttributes() { try made.removeAttribute(attribute.name) }
        try RootMetadata(
            permissions: entry.permissions, userID: entry.userID, groupID: entry.groupID, attributes: entry.attributes
        ).apply(to: made)
        if isOpaque { try made.setAttribute(OverlayAttribute.opaque, to: OverlayAttribute.opaqueValue) }
        let time = FileTime(seconds: entry.modified)
        try made.setModified(time)
        place.node.isTouched = true
        try tree.directoryChanged(place, time, entry.permissions)
        tree.facts.settle(place.path)
    }

    /// Makes a regular file with the content that `reader` is at.
    func makeFile(_ place: LayeredTree.Place, _ entry: LayerEntry, _ reader: TarReader, isSparse: Bool) throws {
        let file = try create(place) { () throws(SystemError) in
            try place.node.handle.createFile(place.name, permissions: entry.permissions & 0o777)
        }
        let made = EntryFinisher.File(
            handle: file, entry: entry, header: reader.headers, givesGroup: place.node.givesGroup)
        guard case .regular(let size) = entry.kind else { preconditionFailure("only regular files have content") }
        if size > Self.smallSize || isSparse {
            let digest = isSparse ? try writeSparse(reader, to: file) : try writeLarge(reader, to: file, size)
            return try finisher.finish(made, digest)
        }
        var parts: [(chunk: Chunk, range: Range<Int>)] = []
        while case .data(let chunk, let range) = try reader.nextPiece() { parts.append((chunk, range)) }
        try finisher.write(parts, to: made)
    }

    /// Makes a link, a device or a pipe.
    func makeNode(_ place: LayeredTree.Place, _ entry: LayerEntry) throws {
        let handle = place.node.handle
        let name = place.name
        try create(place) { () throws(SystemError) in
            switch entry.kind {
            case .symbolicLink(let target): try handle.makeSymbolicLink(name, target: target)
            case .characterDevice(let major, let minor):
                try handle.makeNode(name, kind: .characterDevice, permissions: 0o600, device: (major, minor))
            case .blockDevice(let major, let minor):
                try handle.makeNode(name, kind: .blockDevice, permissions: 0o600, device: (major, minor))
            default: try handle.makeNode(name, kind: .pipe, permissions: 0o600)
            }
        }
        try handle.setOwner(user: entry.userID, group: entry.groupID, of: name)
        if case .symbolicLink = entry.kind {
            tree.pathsChanged()
        } else {
            try handle.setPermissions(entry.permissions, of: name)
        }
        try handle.setModified(FileTime(seconds: entry.modified), of: name)
    }

    /// Makes another name of an entry of the layer, or of a file of the stack below, which is copied into the layer.
    func makeHardLink(_ place: LayeredTree.Place, to target: LayeredTree.Place, shownAs raw: [UInt8]) throws {
        if place.path == target.path { return }
        let status = try target.node.handle.statusIfPresent(of: target.name)
        guard let status else {
            guard try copyUp(target) else { throw Self.missing(place.path, raw) }
            return try makeHardLink(place, to: target, shownAs: raw)
        }
        if status.isWhiteout { throw Self.missing(place.path, raw) }
        guard status.kind != .directory else {
            throw LayerArchiveError(.unsafeLink, "\(shown(place.path)) is a hard link to the directory \(shown(raw))")
        }
        try create(place) { () throws(SystemError) in
            try place.node.handle.makeHardLink(place.name, to: target.name, in: target.node.handle)
        }
        if status.kind == .symbolicLink { tree.pathsChanged() }
    }

    /// Marks a name as removed.
    func makeWhiteout(_ place: LayeredTree.Place) throws {
        let handle = place.node.handle
        guard let status = try handle.statusIfPresent(of: place.name) else {
            try handle.makeWhiteout(place.name)
            place.node.isTouched = true
            tree.pathsChanged()
            return
        }
        // A whiteout is for what is below, never for what its own layer has: of that only the directory stays open to it.
        if status.kind == .directory { try makeOpaque(tree.node(at: place)) }
    }

    /// Hides what is below a directory.
    func makeOpaque(_ node: TreeNode) throws {
        try node.handle.setAttribute(OverlayAttribute.opaque, to: OverlayAttribute.opaqueValue)
        try tree.didHide(node)
    }

    // MARK: Parts

    /// Creates a name; where it is taken, what has it goes first.
    private func create<Made>(
        _ place: LayeredTree.Place, _ make: () throws(SystemError) -> Made
    ) throws -> Made {
        place.node.isTouched = true
        do throws(SystemError) { return try make() } catch {
            if !error.isExisting { throw error }
        }
        if try place.node.handle.status(of: place.name).kind == .directory {
            try tree.willRemove(place)
        }
        try place.node.handle.removeTree(place.name)
        tree.pathsChanged()
        let made = try make()
        return made
    }

    /// What has at most so many bytes is written together with others by the finisher.
    private static let smallSize: Int64 = 1 << 17

    private func writeSparse(_ reader: TarReader, to file: FileHandle) throws -> Digest? {
        var digester = Digester()
        var offset: Int64 = 0
        loop: while true {
            switch try reader.nextPiece() {
            case .none: break loop
            case .hole(let count):
                if hashesFiles { try Self.hashZeros(count, &digester) }
                offset += count
            case .data(let chunk, let range):
                try chunk.withBytes(range) { bytes in
                    if hashesFiles { digester.update(bytes) }
                    try file.write(bytes, at: offset)
                }
                offset += Int64(range.count)
            }
        }
        try file.setSize(offset)
        return hashesFiles ? digester.finalize() : nil
    }

    /// Hashes on another thread, and where the file is worth it writes on one more, past the page cache.
    private func writeLarge(_ reader: TarReader, to file: FileHandle, _ size: Int64) throws -> Digest? {
        var offset: Int64 = 0
        var flushed: Int64 = 0
        var direct: DirectWriter?
        while case .data(let chunk, let range) = try reader.nextPiece() {
            try Cancellation.check()
            if hashesFiles { lane.add(chunk, range) }
            if offset > 0, offset % Int64(AlignedBuffer.alignment) == 0, range.lowerBound == 0, direct == nil,
                size - offset >= DirectWriter.smallestSize
            {
                direct = try DirectWriter(file, size: size, from: offset)
            }
            if let direct {
                try direct.add(chunk, range)
            } else {
                try chunk.withBytes(range) { try file.write($0, at: offset) }
            }
            offset += Int64(range.count)
            if direct == nil { alignOrFlush(reader, file, size, offset, &flushed) }
        }
        try direct?.finish()
        return hashesFiles ? lane.finish() : nil
    }

    /// Makes the next chunk but one begin at a page of the file; where that is not worth it, sets the disk to work.
    private func alignOrFlush(
        _ reader: TarReader, _ file: FileHandle, _ size: Int64, _ offset: Int64, _ flushed: inout Int64
    ) {
        let rest = Int(-offset & Int64(AlignedBuffer.alignment - 1))
        if rest > 0, size - offset > DirectWriter.smallestSize { reader.input.cutNextChunk(to: rest) }
        if offset - flushed >= Self.flushStep {
            file.startFlush(at: flushed, count: offset - flushed)
            flushed = offset
        }
    }

    /// After so many bytes of a file the disk is set to work, so that little is left for the flush before the commit.
    private static let flushStep: Int64 = 16 << 20
    private static let zeros = [UInt8](repeating: 0, count: 1 << 16)

    private static func hashZeros(_ count: Int64, _ digester: inout Digester) throws {
        var left = count
        while left > 0 {
            try Cancellation.check()
            let step = Int(min(left, Int64(zeros.count)))
            zeros.withUnsafeBytes { digester.update(UnsafeRawBufferPointer(rebasing: $0[..<step])) }
            left -= Int64(step)
        }
    }

    /// Copies a file of the stack below into the layer, so that a link can be made to it; whether there is one.
    private func copyUp(_ place: LayeredTree.Place) throws -> Bool {
        guard let base = place.node.base, let status = try base.statusIfPresent(of: place.name),
            status.kind != .directory, !status.isWhiteout, status.kind != .socket
        else { return false }
        var entry = LayerEntry(
            path: place.path, kind: .pipe, permissions: status.permissions, userID: status.userID,
            groupID: status.groupID, modified: status.modified.seconds)
        var digest: Digest?
        switch status.kind {
        case .regular:
            entry.kind = .regular(size: status.size)
            let source = try base.openForReading(place.name)
            entry.attributes = try source.keptAttributes()
            digest = try copy(source, place, entry)
        case .symbolicLink: entry.kind = .symbolicLink(target: try base.readLink(place.name))
        case .characterDevice:
            entry.kind = .characterDevice(major: status.nodeDevice.major, minor: status.nodeDevice.minor)
        case .blockDevice: entry.kind = .blockDevice(major: status.nodeDevice.major, minor: status.nodeDevice.minor)
        default: break
        }
        if status.kind != .regular { try makeNode(place, entry) }
        tree.facts.addFile(place.path, status, digest)
        return true
    }

    private func copy(_ source: FileHandle, _ place: LayeredTree.Place, _ entry: LayerEntry) throws -> Digest {
        let file = try place.node.handle.createFile(place.name)
        place.node.isTouched = true
        let digesting = DigestingSink(FileSink(file))
        try FileSource(source).copy(to: digesting)
        try file.setPermissions(entry.permissions & 0o777)
        try finisher.finishNow(file, entry, givesGroup: place.node.givesGroup)
        let digest = digesting.finalize()
        try finisher.remember(digest, of: file)
        return digest
    }

    private static func missing(_ path: [UInt8], _ raw: [UInt8]) -> LayerArchiveError {
        LayerArchiveError(
            .missingLinkTarget,
            "\(shown(path)) is a hard link to \(shown(raw)), which is neither in the layer nor below it",
            hint: "the archive is broken, or is not meant for this base image")
    }
}
