internal import LayerArchive
internal import LinuxSystem
internal import OCI

/// A file of a layer that has certain bytes.
struct LocalFile: Hashable, Sendable {
    let layer: LayerID
    let path: [UInt8]
}

/// Where the store has the bytes of a table's files: in a file, as there can be a million. Memory holds four bytes for each.
struct LocalFiles: Sendable {
    private static let nowhere = RecordFile.Place.max

    private var records: RecordFile
    private var places: [RecordFile.Place]
    /// Whether none is known.
    private(set) var isEmpty = true

    /// - Parameter file: Is empty, and open for writing and reading.
    init(_ count: Int, in file: FileHandle) {
        records = RecordFile(file)
        places = [RecordFile.Place](repeating: Self.nowhere, count: count)
    }

    /// Whether there is a place that has the bytes of a file, by its number in the table.
    func has(_ number: Int) -> Bool { places[number] != Self.nowhere }

    /// Says that a place has the bytes of some files.
    mutating func add(_ place: LocalFile, for numbers: [Int]) throws {
        let id = withUnsafeBytes(of: place.layer.rawValue.littleEndian) { Array($0) }
        let record = try records.append(id + place.path)
        for number in numbers { places[number] = record }
        isEmpty = false
    }

    /// Ends the list: only now places can be read.
    mutating func finish() throws { try records.flush() }

    /// A reader for one thread.
    func reader() -> Reader { Reader(self) }

    /// Reads places. Belongs to one thread.
    final class Reader {
        private let files: LocalFiles
        private let records: RecordReader

        fileprivate init(_ files: LocalFiles) {
            (self.files, records) = (files, files.records.reader(isScattered: true))
        }

        /// The place of a file, by its number in the table.
        subscript(number: Int) -> LocalFile? {
            get throws {
                guard files.has(number) else { return nil }
                let record = try records.record(at: files.places[number])
                let id = Int64(littleEndianBytes: record[..<8])
                return LocalFile(layer: LayerID(rawValue: id), path: Array(record[8...]))
            }
        }
    }
}
