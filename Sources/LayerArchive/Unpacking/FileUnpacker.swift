internal import LinuxSystem

/// What is done with the files that a ``FileUnpacker`` comes upon.
public protocol UnpackedFiles: AnyObject {
    /// A file begins: the one that was begun itself, or one within it.
    ///
    /// - Parameters:
    ///   - path: As it was begun, with `!/` and the path within behind it for each archive: `srv/a.tar.gz!/etc/key`.
    ///   - isWithin: Whether it lies within the file that was begun.
    func begin(_ path: [UInt8], isWithin: Bool)
    /// More bytes of the file.
    func feed(_ bytes: UnsafeRawBufferPointer)
    /// The file has ended.
    func end()
}

/// Opens what is compressed or archived in a file, while its bytes come by, and whatever is in there in turn.
///
/// Known are gzip, xz, bzip2 and zstd; tar, zip (and what is one: jar, wheel, docx), ar (deb), cpio, rpm; git's objects and packs; texts in UTF-16, which
/// come as UTF-8. What a file is, its first 512 bytes say, and of git's the path. Nothing is kept but one block of output for each level, so
/// that memory does not depend on sizes; ``UnpackingLimits`` bounds the rest. What is damaged is given as far as it can be read, and
/// is a problem. Belongs to one thread.
public final class FileUnpacker {
    /// What could not be opened, or not to its end.
    public struct Problem: Hashable, Sendable {
        /// The file, as ``UnpackedFiles/begin(_:isWithin:)`` has it.
        public let path: [UInt8]
        /// What it was.
        public let message: String
    }

    /// What was met with since the last file was begun.
    public private(set) var problems: [Problem] = []
    /// Bytes that came out of compressed streams since this was made.
    public private(set) var unpackedBytes: Int64 = 0
    unowned let files: any UnpackedFiles
    private let limits: UnpackingLimits
    private var root: ContentStage?
    private var taken: Int64 = 0
    private var given: Int64 = 0
    private var isEnough = false
    private var isOpen = false
    private var buffers: [Int: AlignedBuffer] = [:]
    private var spareInflaters: [Inflater] = []

    /// Hands what it finds over to `files`, which has to live as long as this.
    public init(_ files: any UnpackedFiles, limits: UnpackingLimits = .standard) {
        self.files = files
        self.limits = limits
    }

    /// Begins a file.
    public func begin(path: [UInt8]) {
        problems.removeAll(keepingCapacity: true)
        (taken, given, isEnough) = (0, 0, false)
        root = ContentStage(self, ContentPlace(path: path, prefix: path, depth: 0))
    }

    /// Goes on with it.
    public func feed(_ bytes: UnsafeRawBufferPointer) {
        guard let root, !isEnough else { return }
        taken += Int64(bytes.count)
        do throws(UnpackingStop) { try root.feed(bytes) } catch { stop(error) }
    }

    /// Ends it.
    public func finish() {
        guard let root else { return }
        if !isEnough { do throws(UnpackingStop) { try root.finish() } catch { stop(error) } }
        self.root = nil
    }

    private func stop(_ stop: UnpackingStop) {
        isEnough = true
        if isOpen { close() }
        problems.append(Problem(path: stop.path, message: stop.message))
    }
}

extension FileUnpacker {
    /// A file that is handed over begins.
    func open(_ place: ContentPlace) {
        if isOpen { close() }
        isOpen = true
        files.begin(place.path, isWithin: place.depth > 0)
    }

    /// It ends.
    func close() {
        guard isOpen else { return }
        isOpen = false
        files.end()
    }

    /// Remembers what went wrong, a few of them for each file that was begun.
    func note(_ message: String, at place: ContentPlace) {
        if problems.count < 20 { problems.append(Problem(path: place.path, message: message)) }
    }

    /// Counts bytes that came out of a compressed stream.
    func count(_ bytes: Int, at place: ContentPlace) throws(UnpackingStop) {
        given += Int64(bytes)
        unpackedBytes += Int64(bytes)
        if given > limits.freeBytes, given > limits.ratio * taken || given > limits.bytes {
            throw UnpackingStop(
                path: place.path, message: "is not opened further: \(given >> 20) MiB came out of \(taken >> 10) KiB")
        }
    }

    /// Whether what is at this depth is opened still.
    func opens(_ depth: Int) -> Bool { depth < limits.depth }

    /// The block for the output of streams at a depth.
    func buffer(_ depth: Int) -> AlignedBuffer {
        if let known = buffers[depth] { return known }
        let made = AlignedBuffer(count: 1 << 16)
        buffers[depth] = made
        return made
    }

    /// A decoder, from those that have been given back.
    func takeInflater() throws -> Inflater {
        guard let spare = spareInflaters.popLast() else { return try Inflater() }
        spare.reset()
        return spare
    }

    /// Takes a decoder back.
    func giveBack(_ inflater: Inflater) { spareInflaters.append(inflater) }
}

/// How far files are opened.
public struct UnpackingLimits: Sendable {
    /// How deep archives may lie in each other.
    public let depth: Int
    /// How many bytes may come out of a file in any case.
    public let freeBytes: Int64
    /// Beyond those, how many times the bytes that went in.
    public let ratio: Int64
    /// How many at most.
    public let bytes: Int64

    /// Sets all of them.
    public init(depth: Int = 8, freeBytes: Int64 = 256 << 20, ratio: Int64 = 100, bytes: Int64 = 16 << 30) {
        self.depth = depth
        self.freeBytes = freeBytes
        self.ratio = ratio
        self.bytes = bytes
    }

    /// Eight levels; 256 MiB, beyond that a hundred times what went in, and 16 GiB at most.
    public static let standard = UnpackingLimits()
}

/// A limit that has been reached.
struct UnpackingStop: Error {
    let path: [UInt8]
    let message: String
}

/// Where bytes are that come by.
struct ContentPlace {
    /// The path that is shown of them.
    let path: [UInt8]
    /// What the paths of files within begin with.
    let prefix: [UInt8]
    /// How many archives and streams are around them.
    let depth: Int

    /// The place of a file in an archive.
    func member(_ name: [UInt8]) -> ContentPlace {
        var name = name[...]
        while name.starts(with: "./".utf8) { name = name.dropFirst(2) }
        let path = prefix + Array("!/".utf8) + name.drop { $0 == LayerPath.slash }
        return ContentPlace(path: path, prefix: path, depth: depth + 1)
    }

    /// The place of what a compressed stream holds: its name is that of the file without the ending.
    var unpacked: ContentPlace {
        let name = path[((path.lastIndex(of: LayerPath.slash) ?? -1) + 1)...]
        let stem = name.lastIndex(of: UInt8(ascii: ".")).map { name[..<$0] } ?? name
        let shown = stem.isEmpty ? name : stem
        return ContentPlace(path: prefix + Array("!/".utf8) + shown, prefix: prefix, depth: depth + 1)
    }

    /// The same bytes, read in another way.
    var inner: ContentPlace { ContentPlace(path: path, prefix: prefix, depth: depth + 1) }
}
