internal import LayerArchive
internal import LinuxSystem
internal import OCI

/// Files of a layer that were hashed, in a file: memory holds twelve bytes for each.
struct HashedFiles: Sendable {
    private var records: RecordFile
    private var places: [RecordFile.Place] = []
    /// The files by their digests.
    private(set) var order = NumberIndex()

    /// Takes an empty file that is open for writing and reading.
    init(in file: FileHandle) { records = RecordFile(file) }

    mutating func add(_ path: [UInt8], _ digest: Digest) throws {
        order.add(places.count, digest: digest)
        var record: [UInt8] = []
        digest.append(to: &record)
        places.append(try records.append(record + path))
    }

    /// Ends the list: only now files can be read.
    mutating func finish() throws {
        order.sort()
        try records.flush()
    }

    func reader() -> Reader { Reader(places, records.reader(isScattered: true)) }

    /// Reads files by their numbers. Belongs to one thread.
    final class Reader {
        private let places: [RecordFile.Place]
        private let records: RecordReader

        fileprivate init(_ places: [RecordFile.Place], _ records: RecordReader) {
            (self.places, self.records) = (places, records)
        }

        subscript(number: Int) -> (path: [UInt8], digest: Digest) {
            get throws {
                try records.withRecord(at: places[number]) { (Array($0[32...]), Digest(reading: $0, at: 0)) }
            }
        }
    }
}
