internal import LinuxSystem

/// The entries of a table of contents, in a file: memory holds twelve bytes for each.
struct TableEntries: Sendable {
    private var records: RecordFile
    private var places: [RecordFile.Place] = []
    private var names = NumberIndex()

    /// Takes an empty file that is open for writing and reading.
    init(in file: FileHandle) { records = RecordFile(file) }

    /// How many there are.
    var count: Int { places.count }

    /// - Throws: `badTable` for a name with `..`.
    mutating func append(_ entry: TableEntry) throws {
        if entry.name.utf8.split(separator: LayerPath.slash).contains(where: { $0.elementsEqual("..".utf8) }) {
            throw TableOfContents.bad("it names “\(entry.name)”")
        }
        names.add(count, key: Self.key(Array(entry.name.utf8)))
        places.append(try records.append(entry.record))
    }

    /// Ends the list: only now entries can be read.
    mutating func finish() throws {
        try records.flush()
        names.sort()
    }

    /// Says of a file where its bytes are.
    func place(_ number: Int, at offset: Int64, end: Int64, position: Int64) throws {
        try records.overwrite(places[number], with: TableEntry.place(offset: offset, end: end, position: position))
    }

    /// A name that more than one entry has.
    func repeatedName() throws -> String? {
        let reader = reader(isScattered: true)
        for (one, other) in names.doubtful {
            let name = try reader.name(one)
            if try reader.name(other) == name { return String(decoding: name, as: UTF8.self) }
        }
        return nil
    }

    /// A reader for one thread.
    ///
    /// - Parameter isScattered: Entries are asked for in no order.
    func reader(isScattered: Bool = false) -> Reader {
        Reader(records.reader(isScattered: isScattered), places, names)
    }

    /// What tells a name from others, byte by byte: texts that Unicode takes for the same are two names.
    fileprivate static func key(_ name: [UInt8]) -> UInt64 {
        var hasher = Hasher()
        name.withUnsafeBytes { hasher.combine(bytes: $0) }
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }

    /// Reads entries. Belongs to one thread.
    final class Reader {
        private let records: RecordReader
        private let places: [RecordFile.Place]
        private let names: NumberIndex
        private var next = 0

        fileprivate init(_ records: RecordReader, _ places: [RecordFile.Place], _ names: NumberIndex) {
            (self.records, self.places, self.names) = (records, places, names)
        }

        /// An entry with all that the table says of it.
        subscript(number: Int) -> TableEntry {
            get throws { try records.withRecord(at: places[number]) { TableEntry(record: $0) } }
        }

        /// Of an entry, which bytes it has and where: what most passes want, for much less than all of it.
        func location(_ number: Int) throws -> TableEntry.Location {
            try records.withRecord(at: places[number]) { TableEntry.Location(record: $0) }
        }

        /// The name of an entry.
        func name(_ number: Int) throws -> [UInt8] {
            try records.withRecord(at: places[number]) { Array(TableEntry.name(record: $0)) }
        }

        /// The number of the entry that has a name: the one after the last that was found, most often.
        func find(_ name: [UInt8]) throws -> Int? {
            if next < places.count, try isFound(next, name) { return next - 1 }
            for number in names.numbers(for: TableEntries.key(name)) where try isFound(number, name) { return number }
            return nil
        }

        private func isFound(_ number: Int, _ name: [UInt8]) throws -> Bool {
            guard try records.withRecord(at: places[number], { TableEntry.name(record: $0).elementsEqual(name) }) else {
                return false
            }
            next = number + 1
            return true
        }
    }
}
