internal import OCI

/// The tar of a layer, put together of its tar-split data, or of those frames that hold no file, and of its files' bytes.
///
/// The bytes of each file are compared with the table's digest before the next piece comes. Whether all of it is the layer's tar,
/// its diff-id tells.
public final class RebuiltTar: ByteSource {
    /// Opens the bytes of a file, by its number among `TableOfContents.contents`, uncompressed.
    public typealias Opener = (_ file: Int) throws -> Contents

    /// The bytes of a file.
    public struct Contents {
        let source: any ByteSource
        let isOfBlob: Bool

        /// - Parameter isOfBlob: They come from where the table says that they are, and not from another layer: where they are
        ///   others, it is the table that is wrong.
        public init(_ source: any ByteSource, isOfBlob: Bool) { (self.source, self.isOfBlob) = (source, isOfBlob) }
    }

    /// Opens a part of the blob, decompressed.
    public typealias Frames = (Range<Int64>) throws -> any ByteSource
    /// Opens what stands in the tar between the bytes of a file and those of the next one; with `nil`, before those of the first.
    public typealias Tails = (_ file: Int?) throws -> any ByteSource

    private enum Piece {
        case bytes([UInt8], from: Int)
        case frames(any ByteSource)
        case file(OpenFile)
    }

    private let files: TableOfContents.FileReader
    private let open: Opener
    private var pieces: any TarPieces
    private let frames: Frames
    private let tails: Tails?
    private var piece: Piece?

    /// Puts a tar together.
    ///
    /// - Parameters:
    ///   - part: Opens a part of the blob as it is, where there is tar-split data.
    ///   - tails: For eStargz, whose files' parts of the blob hold what follows, too.
    public init(
        _ table: TableOfContents, opening open: @escaping Opener, part: TableOfContents.Part,
        frames: @escaping Frames, tails: Tails? = nil
    ) throws {
        self.tails = tails
        self.open = open
        self.frames = frames
        files = table.reader()
        pieces =
            try table.split.map { try SplitPieces(part($0), of: table) } ?? FramePieces(table, hasTails: tails != nil)
    }

    /// Reads the next bytes of the tar.
    ///
    /// - Throws: `badTable`, also where a file of the blob does not have the bytes that the table says; `sizeChanged` where one of
    ///   another layer does not; what the openers throw.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            switch piece {
            case nil:
                guard let next = try pieces.next() else { return 0 }
                piece = try begin(next)
            case .bytes(let bytes, let start)?:
                let count = min(buffer.count, bytes.count - start)
                bytes.withUnsafeBytes {
                    buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[start..<start + count]))
                }
                piece = start + count == bytes.count ? nil : .bytes(bytes, from: start + count)
                if count > 0 { return count }
            case .frames(let source)?:
                let count = try source.read(into: buffer)
                if count > 0 { return count }
                piece = nil
            case .file(let file)?:
                let count = try file.read(into: buffer)
                if count > 0 { return count }
                piece = nil
            }
        }
    }

    private func begin(_ next: TarPiece) throws -> Piece {
        switch next {
        case .bytes(let bytes): return .bytes(bytes, from: 0)
        case .frames(let range): return .frames(try frames(range))
        case .tail(let number):
            guard let tails else { preconditionFailure("tails come where somebody has them") }
            return .frames(try tails(number))
        case .file(let number):
            return .file(try OpenFile(open(number), number, of: files))
        }
    }
}

/// What comes next in a tar.
enum TarPiece {
    case bytes([UInt8])
    case frames(Range<Int64>)
    /// A file with bytes, by its number in the order of the blob.
    case file(Int)
    /// What follows the bytes of that file, or stands before those of the first, up to those of the next one.
    case tail(Int?)
}

/// The pieces of a tar, in order.
protocol TarPieces {
    mutating func next() throws -> TarPiece?
}

/// The blob's own order: frames that hold no file are between those that do.
private struct FramePieces: TarPieces {
    private let files: TableOfContents.FileReader
    private let end: Int64
    private var position: Int64 = 0
    private var file = 0
    private let hasTails: Bool
    private var tail: TarPiece?

    init(_ table: TableOfContents, hasTails: Bool) throws {
        (files, end, self.hasTails) = (table.reader(), table.end, hasTails)
        if hasTails, table.fileCount > 0 { (position, tail) = (try files[0].range.lowerBound, .tail(nil)) }
    }

    mutating func next() throws -> TarPiece? {
        if let tail = tail.take() { return tail }
        let range = file < files.indices.count ? try files[file].range : end..<end
        if position < range.lowerBound {
            defer { position = range.lowerBound }
            return .frames(position..<range.lowerBound)
        }
        guard file < files.indices.count else { return nil }
        position = range.upperBound
        file += 1
        if hasTails { tail = .tail(file - 1) }
        return .file(file - 1)
    }
}

/// The bytes of one file on their way, compared with what they should be.
private final class OpenFile {
    private let contents: RebuiltTar.Contents
    private var source: any ByteSource { contents.source }
    private let files: TableOfContents.FileReader
    private let number: Int
    private let digest: Digest
    private var left: Int64
    private var digester: Digester? = Digester()

    init(_ contents: RebuiltTar.Contents, _ number: Int, of files: TableOfContents.FileReader) throws {
        let file = try files[number]
        (self.contents, self.files, self.number, digest, left) = (contents, files, number, file.digest, file.size)
    }

    /// 0 after the last byte, when all of them were right.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        if left == 0 {
            try finish()
            return 0
        }
        let room = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(Int(min(left, Int64(buffer.count)))))
        let count = try source.read(into: room)
        if count == 0 { throw try wrong() }
        digester?.update(UnsafeRawBufferPointer(rebasing: room[..<count]))
        left -= Int64(count)
        return count
    }

    private func finish() throws {
        var byte: [UInt8] = [0]
        let count = try byte.withUnsafeMutableBytes { try source.read(into: $0) }
        guard count == 0, let digester = digester.take(), digester.finalize() == digest else { throw try wrong() }
    }

    private func wrong() throws -> LayerArchiveError {
        let name = try files.name(number)
        if contents.isOfBlob { return TableOfContents.bad("the bytes of “\(name)” have another size or digest") }
        return LayerArchiveError(
            .sizeChanged, "the bytes of “\(name)” are not those that the table of contents of its layer says",
            hint: "get the image again; if it stays so, it is broken where it comes from")
    }
}
