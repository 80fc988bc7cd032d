internal import LayerArchive
internal import LinuxSystem
internal import OCI

/// The bytes of an eStargz layer's files and what stands between them: of the members that came, else of files that other layers
/// have and of headers made of the table.
final class StargzContents {
    private let table: TableOfContents
    private let files: TableOfContents.FileReader
    private let contents: FileContents
    private let fetched: FetchedParts
    /// Headers for where none came.
    var headers: StargzHeaders?
    /// The members that are being read.
    private var members: Members?
    /// Whether files that are here are used, and headers made that may be wrong.
    let usesLocalFiles: Bool

    init(_ table: TableOfContents, known: LocalFiles?, fetched: FetchedParts, store: Store) {
        (self.table, files, self.fetched) = (table, table.reader(), fetched)
        usesLocalFiles = known?.isEmpty == false
        contents = FileContents(table, known: known, fetched: fetched, store: store)
    }

    /// The ways in which headers may be written, by those that came.
    func learn() throws -> [StargzHeaders] {
        defer { members = nil }
        guard !files.indices.isEmpty else { return [] }
        return try StargzHeaders.learn(table, head: readAll(tail(nil))) { number in
            let file = try files[number]
            guard fetched.has(file.range) else { return nil }
            try members(of: file, from: file.position + file.size)
            return try readAll(tail(number))
        }
    }

    /// Opens a file's bytes.
    func open(_ number: Int) throws -> RebuiltTar.Contents {
        let file = try files[number]
        guard fetched.has(file.range) else {
            members = nil
            return try contents.open(number)
        }
        return .init(try members(of: file, from: file.position).prefix(file.size), isOfBlob: true)
    }

    /// Opens what follows the bytes of the file that was read last; with `nil`, what stands before those of the first.
    func tail(_ number: Int?) throws -> any ByteSource {
        guard let number else { return try head() }
        if let members {
            let next = number + 1 < files.indices.count ? try files[number + 1] : nil
            guard let next, next.range == members.range else { return members }
            return members.prefix(next.position - members.position)
        }
        guard let headers else { preconditionFailure("headers are made of what was learnt") }
        return BytesSource(try headers.tail(number))
    }

    private func head() throws -> any ByteSource {
        let first = try files[0]
        if first.position == 0 { return try fetched.frames(0..<first.range.lowerBound) }
        return try members(of: first, from: 0).prefix(first.position)
    }

    /// The members of a file, read up to a position. Files that share them come one after the other: they are decompressed once.
    @discardableResult
    private func members(of file: TableOfContents.File, from position: Int64) throws -> Members {
        let result: Members
        if let members, members.range == file.range, members.position <= position {
            result = members
        } else {
            result = Members(file.range, try fetched.frames(file.range))
        }
        members = result
        try result.skip(position - result.position)
        return result
    }

    /// Opens members that hold no file.
    func frames(_ range: Range<Int64>) throws -> any ByteSource { try fetched.frames(range) }

    private static let limit = 64 << 20

    private func readAll(_ source: any ByteSource) throws -> [UInt8] {
        let sink = BytesSink()
        try Prefix(source, Int64(Self.limit)).copy(to: sink)
        return sink.bytes
    }

    /// Members of the blob, decompressed, and how much of them was read.
    private final class Members: ByteSource {
        let range: Range<Int64>
        private let source: any ByteSource
        private(set) var position: Int64 = 0

        init(_ range: Range<Int64>, _ source: any ByteSource) { (self.range, self.source) = (range, source) }

        func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
            let count = try source.read(into: buffer)
            position += Int64(count)
            return count
        }

        /// The next bytes.
        func prefix(_ count: Int64) -> Prefix { Prefix(self, count) }

        func skip(_ count: Int64) throws {
            let prefix = prefix(count)
            try withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 16) { buffer in
                while try prefix.read(into: buffer) > 0 {}
            }
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
