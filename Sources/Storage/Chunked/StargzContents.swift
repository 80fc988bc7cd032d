internal import LayerArchive
internal import LinuxSystem
internal import OCI

/// The bytes of an eStargz layer's files and what stands between them: of the members that came, else of files that other layers
/// have and of headers made of the table.
final class StargzContents {
    private let table: TableOfContents
    private let files: [TableOfContents.File]
    private let contents: FileContents
    private let fetched: FetchedParts
    /// Headers for where none came.
    var headers: StargzHeaders?
    /// The member of the file that was opened last, where its bytes end.
    private var rest: (any ByteSource)?
    /// Whether files that are here are used, and headers made that may be wrong.
    let usesLocalFiles: Bool

    init(_ table: TableOfContents, known: [Digest: LocalFile], fetched: FetchedParts, store: Store) {
        (self.table, files, self.fetched) = (table, table.contents, fetched)
        usesLocalFiles = !known.isEmpty
        contents = FileContents(files, known: known, fetched: fetched, store: store)
    }

    /// The ways in which headers may be written, by those that came.
    func learn() throws -> [StargzHeaders] {
        guard let first = files.first else { return [] }
        let head = try readAll(fetched.frames(0..<first.range.lowerBound))
        return try StargzHeaders.learn(table, head: head) { number in
            guard fetched.has(files[number].range) else { return nil }
            let member = try fetched.frames(files[number].range)
            try Self.skip(files[number].size, of: member)
            return try readAll(member)
        }
    }

    /// Opens a file's bytes.
    func open(_ number: Int) throws -> RebuiltTar.Contents {
        let file = files[number]
        guard fetched.has(file.range) else {
            rest = nil
            return try contents.open(number)
        }
        let member = try fetched.frames(file.range)
        rest = member
        return .init(Prefix(member, file.size), isOfBlob: true)
    }

    /// Opens what follows the bytes of the file that was read last.
    func tail(_ number: Int) throws -> any ByteSource {
        if let rest { return rest }
        guard let headers else { preconditionFailure("headers are made of what was learnt") }
        return BytesSource(try headers.tail(number))
    }

    /// Opens members that hold no file.
    func frames(_ range: Range<Int64>) throws -> any ByteSource { try fetched.frames(range) }

    private static let limit = 64 << 20

    private func readAll(_ source: any ByteSource) throws -> [UInt8] {
        let sink = BytesSink()
        try Prefix(source, Int64(Self.limit)).copy(to: sink)
        return sink.bytes
    }

    private static func skip(_ count: Int64, of source: any ByteSource) throws {
        let prefix = Prefix(source, count)
        try withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 16) { buffer in
            while try prefix.read(into: buffer) > 0 {}
        }
    }

    /// The first bytes of a source.
    private final class Prefix: ByteSource {
        private let source: any ByteSource
        private var left: Int64

        init(_ source: any ByteSource, _ count: Int64) { (self.source, left) = (source, count) }

        func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
            if left == 0 { return 0 }
            let room = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(Int(min(left, Int64(buffer.count)))))
            let count = try source.read(into: room)
            left -= Int64(count)
            return count
        }
    }
}
