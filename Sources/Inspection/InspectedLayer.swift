public import LayerAnalysis
public import LayerArchive
internal import LinuxSystem
public import OCI

/// A layer of an image that is looked into. Nothing of it has been read before one of its methods is called.
public struct InspectedLayer: Sendable {
    /// The layer's place in the image; the lowest is 0.
    public let number: Int
    /// SHA-256 of the uncompressed archive, as the configuration says; `nil` for a container's writable layer.
    public let diffID: Digest?
    /// What the manifest says of its blob: digest, media type and size of the bytes as they are stored or sent, compressed or not;
    /// `nil` where no manifest names it.
    public let blob: Descriptor?
    /// The entry of the image's history that made it.
    public let history: HistoryEntry?
    let contents: LayerContents
    /// What the image is called.
    let imageName: String
    /// Bytes of its files and of its links' targets, where the store has counted them: nothing has to be read for it.
    public let recordedSize: Int64?
    /// Where the tree is kept from one look to the next.
    let listing: LayerListing?

    /// Whether its bytes have to come from a registry.
    public var isRemote: Bool {
        if case .remote = contents { return true }
        return false
    }

    /// Whether finding out what is in a few files costs little more than those files.
    var hasFilesAtHand: Bool { contents.hasFilesAtHand }

    /// The instruction or command that made it, as history tells.
    public var createdBy: String? { history?.createdBy }
    /// When it was made, as history tells.
    public var created: Timestamp? { history?.created }
    /// Bytes of the blob where that is compressed; `nil` where nothing compressed is known of.
    public var compressedSize: Int64? {
        guard let blob, blob.mediaType.layerCompression != .uncompressed else { return nil }
        return blob.size
    }

    /// All entries of the layer, in one pass; blocks.
    ///
    /// - Parameter hashing: The bytes of all files are read and ``LayerTree/content(of:)`` is known afterwards. Of an archive they
    ///   come by anyway; of a layer directory nothing is read without it, and a walk is all. What is found out of a layer of the store is
    ///   kept there: the second time neither is needed.
    /// - Throws: `InspectionError` (`badLayer`, with the cause); `CancellationError`; `RegistryError`.
    public func entries(hashing: Bool = false) async throws -> LayerTree {
        guard let listing else {
            return try await contents.scan(describing: description) { try TreeReading.tree(of: $0, hashing: hashing) }
        }
        if let known = listing.load() { return hashing ? try await identified(known) : known }
        let tree = try await contents.scan(describing: description) { try TreeReading.tree(of: $0, hashing: hashing) }
        listing.keep(tree)
        return tree
    }

    private func identified(_ tree: LayerTree) async throws -> LayerTree {
        var tree = tree
        let files = (0..<UInt32(tree.count)).filter { tree.kind(of: Int($0)) == .file && tree.size(of: Int($0)) > 0 }
        try await identify(files, in: &tree)
        return tree
    }

    /// Calls for each entry of the layer, in the order of the archive, once; for files with what gives their bytes piece by piece where
    /// they lie. Bytes that are not asked for are passed over (and not even read where the layer lies in a directory or in an
    /// uncompressed archive).
    ///
    /// ```swift
    /// try await layer.forEachEntry { entry, readPieces in
    ///     guard case .entry(.regular) = entry.meaning, entry.size < limit else { return }
    ///     try readPieces { search.look(at: $0) }
    /// }
    /// ```
    ///
    /// - Throws: as ``entries(hashing:)``; what the body throws.
    public func forEachEntry(
        _ body: (ScannedEntry, (_ take: (UnsafeRawBufferPointer) throws -> Void) throws -> Void) throws -> Void
    ) async throws {
        try await pass { entry, scan in try body(entry) { try scan.forEachPiece($0) } }
    }

    /// Calls for each entry of the layer with the scan that stands at it.
    func pass(_ body: (ScannedEntry, any LayerScan) throws -> Void) async throws {
        try await contents.scan(describing: description) { scan in
            while let entry = try scan.next() {
                try Cancellation.check()
                try body(entry, scan)
            }
        }
    }

    /// The bytes of some files of the layer, by path, in one pass that ends when all are found. What is not there, is no file, or is
    /// larger than `limit` is left out. A hard link gives the bytes of the file that it names.
    ///
    /// - Throws: as ``entries(hashing:)``.
    public func read(_ paths: Set<[UInt8]>, limit: Int = 16 << 20) async throws -> [[UInt8]: [UInt8]] {
        try await contents.read(paths, limit: limit, describing: description)
    }

    /// The bytes of one file of the layer; `nil` where it has none at the path.
    public func read(_ path: [UInt8], limit: Int = 16 << 20) async throws -> [UInt8]? {
        try await read([path], limit: limit)[path]
    }

    /// Finds out what is in some files of the layer's tree, whose content is not known yet.
    ///
    /// - Throws: as ``entries(hashing:)``.
    public func identify(_ entries: [UInt32], in tree: inout LayerTree) async throws {
        let unknown = entries.filter { tree.content(of: Int($0)) == nil }
        if unknown.isEmpty { return }
        try await contents.identify(unknown, in: &tree, describing: description)
        listing?.keep(tree)
    }

    private var description: String {
        "layer \(number + 1)" + (diffID.map { " (\($0.short))" } ?? "") + " of \(imageName)"
    }
}
