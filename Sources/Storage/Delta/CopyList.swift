internal import LayerArchive
internal import LinuxSystem
internal import OCI

/// What a layer's delta leaves out, in the order of the archive, in a file.
struct CopyList {
    /// The diff-ids of the layers that have the files, which the copies count.
    private(set) var layers: [Digest] = []
    /// How many copies there are.
    private(set) var count = 0
    private var records: RecordFile
    private var places: [RecordFile.Place] = []

    /// Takes an empty file that is open for writing and reading.
    init(in file: FileHandle) { records = RecordFile(file) }

    mutating func add(_ file: LayerFile, _ place: PlacedFiles.Place) throws {
        let number = layers.firstIndex(of: place.diffID) ?? layers.count
        if number == layers.count { layers.append(place.diffID) }
        let numbers = [file.range.lowerBound, file.range.upperBound, Int64(number)]
        let head = numbers.flatMap { number in withUnsafeBytes(of: number.littleEndian) { Array($0) } }
        places.append(try records.append(head + place.path))
        count += 1
    }

    /// Ends the list: only now it can be read.
    mutating func finish() throws { try records.flush() }

    /// Gives the copies, one with each call; `nil` behind the last.
    func reader() -> () throws -> LayerDelta.Copy? {
        let reader = records.reader()
        var rest = places[...]
        return {
            guard let place = rest.popFirst() else { return nil }
            let record = try reader.record(at: place)
            let numbers = (0..<3).map { index in
                Int64(littleEndianBytes: record[(8 * index)..<(8 * index + 8)])
            }
            return LayerDelta.Copy(range: numbers[0]..<numbers[1], layer: Int(numbers[2]), path: Array(record[24...]))
        }
    }
}
