internal import LayerArchive
internal import LinuxSystem
internal import OCI

/// Files of layers by the digests of their bytes, in a file: memory holds twelve bytes for each.
struct PlacedFiles {
    /// Where a file is.
    struct Place {
        let diffID: Digest
        let path: [UInt8]
    }

    private var records: RecordFile
    private var places: [RecordFile.Place] = []
    private var order = NumberIndex()
    private var layers: [Digest] = []

    /// Takes an empty file that is open for writing and reading.
    init(in file: FileHandle) { records = RecordFile(file) }

    /// Adds a file. Those of a layer come one after the other.
    mutating func add(_ path: [UInt8], _ digest: Digest, of diffID: Digest) throws {
        if layers.last != diffID { layers.append(diffID) }
        var record: [UInt8] = []
        digest.append(to: &record)
        withUnsafeBytes(of: UInt32(layers.count - 1).littleEndian) { record.append(contentsOf: $0) }
        order.add(places.count, digest: digest)
        places.append(try records.append(record + path))
    }

    /// Ends the list: only now files can be found.
    mutating func finish() throws {
        order.sort()
        try records.flush()
    }

    /// A reader for one thread.
    func reader() -> Reader { Reader(self) }

    /// Finds files. Belongs to one thread.
    final class Reader {
        private let files: PlacedFiles
        private let records: RecordReader

        fileprivate init(_ files: PlacedFiles) {
            (self.files, records) = (files, files.records.reader(isScattered: true))
        }

        /// Whether there is none.
        var isEmpty: Bool { files.places.isEmpty }

        /// The first file that has the bytes of a digest.
        func first(_ digest: Digest) throws -> Place? {
            for number in files.order.numbers(for: digest) {
                let place = try records.withRecord(at: files.places[number]) { record -> Place? in
                    guard Digest(reading: record, at: 0) == digest else { return nil }
                    let layer = Int(littleEndianBytes: record[32..<36])
                    return Place(diffID: files.layers[layer], path: Array(record[36...]))
                }
                if let place { return place }
            }
            return nil
        }
    }
}
