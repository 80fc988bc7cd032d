internal import LinuxSystem

/// Reads a tar archive entry by entry, as a stream, in bounded memory.
///
/// Reads v7, ustar, star, PAX and GNU archives, sparse files included. Nothing in it is trusted: every size is checked
/// against the limits and against what the archive holds. Belongs to one thread.
public final class TarReader {
    let input: ChunkedInput
    private let limits: ArchiveLimits
    private var extensions: TarExtensions
    private var content = TarContent.none
    private var entries = 0
    private var isAtEnd = false
    private let recordsHeaders: Bool
    /// The header blocks of the current entry as they came, where they are recorded.
    private(set) var headers: [UInt8] = []
    /// What fills the last block of the entry before this one was zeros; known where headers are recorded.
    private(set) var isPaddingZero = true

    /// Reads an uncompressed archive.
    public convenience init(_ source: any ByteSource, limits: ArchiveLimits = .standard) {
        self.init(ChunkedInput(source), limits: limits)
    }

    init(_ input: ChunkedInput, limits: ArchiveLimits, recordingHeaders: Bool = false) {
        self.input = input
        self.limits = limits
        recordsHeaders = recordingHeaders
        extensions = TarExtensions(limits: limits)
    }

    /// The next entry, after what is left of the one before; `nil` at the end of the archive.
    ///
    /// - Throws: `LayerArchiveError` with `badHeader`, `badNumber`, `badRecord`, `truncated`, `tooLarge`, `unsupported`,
    ///   `badDevice` or `unsafePath`; what the source throws.
    public func next() throws -> TarEntry? {
        isPaddingZero = try content.skipRest(of: input, readingPadding: recordsHeaders)
        content = .none
        headers.removeAll(keepingCapacity: true)
        extensions.reset()
        while !isAtEnd, let block = try nextBlock() {
            try Cancellation.check()
            let size = try block.number(124..<136, "size")
            guard size >= 0 else { throw LayerArchiveError(.badNumber, "\(shown(block.path)) has a negative size") }
            switch block.type {
            case UInt8(ascii: "x"), UInt8(ascii: "X"): try extensions.addLocal(extensionBody(size))
            case UInt8(ascii: "g"): try extensions.addGlobal(extensionBody(size))
            case UInt8(ascii: "L"): extensions.addLongName(try extensionBody(size))
            case UInt8(ascii: "K"): extensions.addLongLink(try extensionBody(size))
            case UInt8(ascii: "V"), UInt8(ascii: "N"): _ = try extensionBody(size)
            default: return try entry(block, size)
            }
        }
        isAtEnd = true
        return nil
    }

    /// Where in the archive the content of the current entry begins, before any of it has been read; `nil` for a
    /// sparse file, whose content lies in pieces.
    public var contentOffset: Int64? { content.isSparse ? nil : input.taken }

    /// Reads content of the current entry; 0 at its end. Holes read as zeros.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        switch try content.next(input, atMost: Int64(buffer.count)) {
        case .none: return 0
        case .hole(let count):
            UnsafeMutableRawBufferPointer(rebasing: buffer[..<Int(count)]).initializeMemory(
                as: UInt8.self, repeating: 0)
            return Int(count)
        case .data(let chunk, let range):
            chunk.withBytes(range) { buffer.copyMemory(from: $0) }
            return range.count
        }
    }

    /// Reads the content of the current entry into memory.
    ///
    /// - Throws: `tooLarge` where it has more than `limit` bytes.
    public func readAll(limit: Int) throws -> [UInt8] {
        guard content.size <= Int64(limit) else {
            throw LayerArchiveError(
                .tooLarge, "a member of the archive has \(content.size) bytes; at most \(limit) are read")
        }
        var result = [UInt8](repeating: 0, count: Int(content.size))
        var done = 0
        while done < result.count {
            done += try result.withUnsafeMutableBytes {
                try read(into: UnsafeMutableRawBufferPointer(rebasing: $0[done...]))
            }
        }
        return result
    }

    /// The next piece of the current entry's content, where it lies.
    func nextPiece() throws -> TarContent.Piece { try content.next(input, atMost: .max) }

    // MARK: Headers

    private func nextBlock() throws -> TarBlock? {
        let offset = input.taken
        let bytes = try input.read(TarHeader.blockSize)
        if bytes.isEmpty {
            if extensions.isPending { throw Self.truncated("the archive ends after an extended header") }
            return nil
        }
        guard bytes.count == TarHeader.blockSize else { throw Self.truncated("the archive ends inside a header") }
        if bytes.allSatisfy({ $0 == 0 }) {
            // One block of zeros at the very end is an end too; anything behind two is not looked at.
            let second = try input.read(TarHeader.blockSize)
            guard second.allSatisfy({ $0 == 0 }) else {
                throw LayerArchiveError(
                    .badHeader, "the archive has an empty header at byte \(offset) and goes on after it",
                    hint: "the archive is damaged; make or fetch it again")
            }
            return nil
        }
        if recordsHeaders { headers += bytes }
        return try TarBlock(bytes, at: offset)
    }

    private func extensionBody(_ size: Int64) throws -> [UInt8] {
        guard size <= Int64(limits.headerBytes) else {
            throw LayerArchiveError(
                .tooLarge, "an extended header of \(size) bytes is larger than the \(limits.headerBytes) that are read")
        }
        let body = try input.read(Int(size))
        let padding = try input.read(TarHeader.padding(size))
        guard body.count == Int(size), padding.count == TarHeader.padding(size) else {
            throw Self.truncated("the archive ends inside an extended header")
        }
        if recordsHeaders { headers += body + padding }
        return body
    }

    private func entry(_ block: TarBlock, _ blockSize: Int64) throws -> TarEntry {
        entries += 1
        guard entries <= limits.entries else {
            throw LayerArchiveError(.tooLarge, "the archive has more than \(limits.entries) entries")
        }
        let path = try checked(extensions.path ?? block.path, "path")
        let kind = try kind(block, path)
        let size = try extensions.number("size") ?? blockSize
        guard size >= 0 else { throw LayerArchiveError(.badNumber, "\(shown(path)) has a negative size") }
        if kind == .regular {
            do { content = try regularContent(block, size) } catch let error as LayerArchiveError {
                throw LayerArchiveError(error.code, "\(shown(path)): \(error.message)", hint: error.hint)
            }
        } else {
            // Other types have no content, whatever the size says; except GNU's directory listings.
            content = TarContent(plain: block.type == UInt8(ascii: "D") ? size : 0)
        }
        return TarEntry(
            path: path, kind: kind,
            permissions: UInt16(truncatingIfNeeded: try block.number(100..<108, "mode") & 0o7777),
            userID: try identifier("uid", block, 108..<116), groupID: try identifier("gid", block, 116..<124),
            userName: extensions.value("uname") ?? block.userName,
            groupName: extensions.value("gname") ?? block.groupName,
            modified: try extensions.modified() ?? FileTime(seconds: block.number(136..<148, "time")),
            size: kind == .regular ? content.size : 0, isSparse: content.isSparse,
            attributes: try extensions.attributes())
    }

    private func checked(_ path: [UInt8], _ what: String) throws -> [UInt8] {
        guard !path.contains(0), !path.isEmpty || what == "path" else {
            throw LayerArchiveError(.unsafePath, "an entry has a \(what) that is empty or holds a NUL byte")
        }
        guard path.count <= limits.pathBytes else {
            throw LayerArchiveError(.tooLarge, "a \(what) of \(path.count) bytes is longer than \(limits.pathBytes)")
        }
        return path
    }

    private func identifier(_ key: String, _ block: TarBlock, _ range: Range<Int>) throws -> UInt32 {
        let value = try extensions.number(key) ?? block.number(range, key)
        guard let identifier = UInt32(exactly: value), identifier != .max else {
            throw LayerArchiveError(.badNumber, "\(shown(block.path)) has the \(key) \(value), which no system has")
        }
        return identifier
    }

    private func kind(_ block: TarBlock, _ path: [UInt8]) throws -> TarEntry.Kind {
        let link = extensions.link ?? block.link
        switch block.type {
        case UInt8(ascii: "0"), 0: return path.last == LayerPath.slash ? .directory : .regular
        case UInt8(ascii: "7"), UInt8(ascii: "S"): return .regular
        case UInt8(ascii: "1"): return .hardLink(target: try checked(link, "link target"))
        case UInt8(ascii: "2"): return .symbolicLink(target: try checked(link, "link target"))
        case UInt8(ascii: "3"):
            let device = try device(block)
            return .characterDevice(major: device.major, minor: device.minor)
        case UInt8(ascii: "4"):
            let device = try device(block)
            return .blockDevice(major: device.major, minor: device.minor)
        case UInt8(ascii: "5"), UInt8(ascii: "D"): return .directory
        case UInt8(ascii: "6"): return .pipe
        default:
            let letter = String(UnicodeScalar(block.type < 0x20 || block.type > 0x7e ? 0x3f : block.type))
            throw LayerArchiveError(
                .unsupported, "\(shown(path)) has the type '\(letter)' (\(block.type)), which is not read here",
                hint: "make the archive with --format=posix")
        }
    }

    private func device(_ block: TarBlock) throws -> (major: UInt32, minor: UInt32) {
        let major = try block.number(329..<337, "device number")
        let minor = try block.number(337..<345, "device number")
        guard let first = UInt32(exactly: major), let second = UInt32(exactly: minor), first <= 0xfff, second <= 0xfffff
        else {
            throw LayerArchiveError(
                .badDevice, "\(shown(block.path)) names the device \(major):\(minor), which cannot be")
        }
        return (first, second)
    }

    private func regularContent(_ block: TarBlock, _ size: Int64) throws -> TarContent {
        if block.type == UInt8(ascii: "S") {
            return try TarContent(sparse: OldSparseHeader(block, input, limits).map, stored: size)
        }
        if let map = try extensions.sparseMap() { return try TarContent(sparse: map, stored: size) }
        if let realSize = try extensions.sparseSizeBeforeMap() {
            let header = try SparseMapInData(input, size: realSize, stored: size, limits)
            return try TarContent(sparse: header.map, stored: size - header.length)
        }
        return TarContent(plain: size)
    }

    static func truncated(_ message: String) -> LayerArchiveError {
        LayerArchiveError(.truncated, message, hint: "the archive is incomplete; make or fetch it again")
    }
}
