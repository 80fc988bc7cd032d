import LinuxSystem
import OCI

/// Makes the bytes of a context index (`IndexFile`).
struct IndexWriter {
    private var bytes: [UInt8] = []

    /// The bytes of an index of files and directories in any order; of two of the same path one is found again.
    static func serialised(
        _ files: [IndexRecord], directories: [IndexDirectory] = [], generation: UInt32
    ) -> [UInt8] {
        let directories = directories.sorted { $0.key.path < $1.key.path }
        let byHash = files.indices.sorted { files[$0].key.path < files[$1].key.path }
        let hashes = byHash.map { (files[$0].key.path, UInt32($0)) }
        let named = directories.map { directory in
            directory.names.map { Self.file(of: ContextIndex.hash($0, below: directory.key.path), among: hashes) }
        }
        let order = Self.order(byHash, named)
        var places = [UInt32](repeating: 0, count: files.count)
        for (place, file) in order.enumerated() { places[file] = UInt32(place) }

        var names = IndexWriter()
        let spans = zip(directories, named).map { directory, named in
            let start = names.bytes.count
            for (name, file) in zip(directory.names, named) { names.append(name, at: file.map { places[Int($0)] }) }
            return start..<names.bytes.count
        }
        var writer = IndexWriter()
        let counts = [UInt64(generation), UInt64(files.count), UInt64(directories.count), UInt64(names.bytes.count), 0]
        writer.bytes += IndexFile.magic
        for count in counts { writer.append(count) }
        for file in order {
            writer.record(files[file].key, files[file].generation) { files[file].digest.append(to: &$0.bytes) }
        }
        for (directory, span) in zip(directories, spans) {
            writer.record(directory.key, directory.generation) { writer in
                let check = RecordCheck.of(names.bytes[span])
                for number in [UInt64(span.lowerBound), UInt64(span.count), UInt64(directory.names.count), check] {
                    writer.append(number)
                }
            }
        }
        for (hash, file) in hashes {
            writer.append(hash)
            writer.append(UInt64(places[Int(file)]))
        }
        return writer.bytes + names.bytes
    }

    /// The files in the order in which they are written: those that a directory names one after the other, then what none names.
    private static func order(_ byHash: [Int], _ named: [[UInt32?]]) -> [Int] {
        var isPlaced = [Bool](repeating: false, count: byHash.count)
        var order: [Int] = []
        order.reserveCapacity(byHash.count)
        for file in named.joined() {
            guard let file = file.map(Int.init), !isPlaced[file] else { continue }
            isPlaced[file] = true
            order.append(file)
        }
        return order + byHash.filter { !isPlaced[$0] }
    }

    /// Which file stands beside a hash in a list that is in order of the hashes.
    private static func file(of hash: UInt64, among hashes: [(UInt64, UInt32)]) -> UInt32? {
        let place = hashes.partitionPoint { $0.0 < hash }
        return place < hashes.count && hashes[place].0 == hash ? hashes[place].1 : nil
    }

    private mutating func append(_ name: [UInt8], at place: UInt32?) {
        withUnsafeBytes(of: (place ?? IndexFile.noRecord).littleEndian) { bytes.append(contentsOf: $0) }
        bytes += name
        bytes.append(0)
    }

    private mutating func record(_ key: ContextIndex.Key, _ generation: UInt32, _ rest: (inout IndexWriter) -> Void) {
        let start = bytes.count
        append(key.path)
        append(key.device)
        append(key.inode)
        append(UInt64(bitPattern: key.size))
        append(UInt64(bitPattern: key.modified.seconds))
        append(UInt64(bitPattern: key.changed.seconds))
        append(UInt64(key.modified.nanoseconds) | UInt64(key.changed.nanoseconds) << 32)
        append(UInt64(generation))
        rest(&self)
        bytes.withUnsafeMutableBytes { buffer in
            let check = RecordCheck.of(UnsafeRawBufferPointer(buffer), at: start)
            buffer.storeBytes(of: check.littleEndian, toByteOffset: start + IndexFile.checkOffset, as: UInt32.self)
        }
    }

    private mutating func append(_ value: UInt64) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
}
