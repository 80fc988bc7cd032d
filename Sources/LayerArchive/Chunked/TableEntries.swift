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

    mutating func append(_ entry: TableEntry) throws {
        names.add(count, key: Self.key(entry.name))
        places.append(try records.append(entry.record))
    }

    /// Ends the list: only now entries can be read.
    mutating func finish() throws {
        try records.flush()
        names.sort()
    }

    /// Says of a file where its bytes are.
    func place(_ number: Int, at offset: Int64, end: Int64, position: Int64) throws {
        try records.overwrite(places[number], with: TableEntry.head(offset: offset, end: end, position: position))
    }

    /// A name that more than one entry has.
    func repeatedName() throws -> String? {
        let reader = reader(isScattered: true)
        for (one, other) in names.doubtful {
            let name = try reader[one].name
            if try reader[other].name.utf8.elementsEqual(name.utf8) { return name }
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
    fileprivate static func key(_ name: String) -> UInt64 {
        var (hasher, name) = (Hasher(), name)
        name.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
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

        subscript(number: Int) -> TableEntry {
            get throws { TableEntry(record: try records.record(at: places[number])) }
        }

        /// The entry of a name and its number: the one after the last that was found, most often.
        func find(_ name: String) throws -> (number: Int, entry: TableEntry)? {
            if next < places.count, let found = try self.entry(next, named: name) { return found }
            for number in names.numbers(for: TableEntries.key(name)) {
                if let found = try self.entry(number, named: name) { return found }
            }
            return nil
        }

        private func entry(_ number: Int, named name: String) throws -> (number: Int, entry: TableEntry)? {
            let entry = try self[number]
            guard entry.name.utf8.elementsEqual(name.utf8) else { return nil }
            next = number + 1
            return (number, entry)
        }
    }
}
