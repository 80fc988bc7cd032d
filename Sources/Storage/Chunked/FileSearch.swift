internal import LayerArchive
internal import LinuxSystem
internal import OCI

/// The files of a table that are looked for, and where they were found. Memory: some dozen bytes for each.
struct FileSearch {
    private let table: TableOfContents
    private let order: NumberIndex
    private let files: TableOfContents.FileReader
    private(set) var result: LocalFiles
    /// How many files of each size were not found, and how many of each size and name.
    ///
    /// Layers with ten thousands of files of one size are known: no question goes through them.
    private var sizes = KeyCounts()
    private var names = KeyCounts()
    /// How many files were not found.
    private var missing = 0
    /// The bytes of these.
    private(set) var bytes: Int64 = 0

    /// Digests that were looked for among many with the same beginning: who names digests that nobody computed can have as many of
    /// these as he likes, and each is looked through once.
    private var futile: Set<Digest> = []
    private static let manyAlike = 16

    /// - Parameter result: What is found is noted there.
    init(_ table: TableOfContents, order: NumberIndex, result: LocalFiles) {
        (self.table, self.order, self.result) = (table, order, result)
        files = table.reader(isScattered: true)
    }

    /// Goes through the digests that are looked for, each once, in their order; those for which there is a place are found.
    mutating func find(_ place: (Digest) throws -> LocalFile?) throws {
        var (digest, same): (Digest?, [Int]) = (nil, [])
        for number in order.numbers {
            let next = try files[number].digest
            if next != digest {
                if let digest, let found = try place(digest) { try result.add(found, for: same) }
                (digest, same) = (next, [])
            }
            same.append(number)
        }
        if let digest, let found = try place(digest) { try result.add(found, for: same) }
    }

    /// Takes note of what was not found: from now on `mayWant` and `found` can be asked.
    mutating func begin() throws {
        let files = table.reader()
        for number in files.indices where !result.has(number) {
            let size = try files[number].size
            sizes.add(UInt64(bitPattern: size))
            names.add(Self.key(try files.path(number), size))
            missing += 1
            bytes += size
        }
        sizes.sort()
        names.sort()
    }

    /// Whether nothing is missing.
    var isComplete: Bool { missing == 0 }

    /// Takes note of a file.
    mutating func found(_ digest: Digest, _ place: LocalFile) throws {
        if futile.contains(digest) { return }
        var (numbers, alike): ([Int], Int) = ([], 0)
        for number in order.numbers(for: digest) where !result.has(number) {
            let file = try files[number]
            alike += 1
            guard file.digest == digest else { continue }
            numbers.append(number)
            missing -= 1
            bytes -= file.size
            sizes.remove(UInt64(bitPattern: file.size))
            names.remove(Self.key(try files.path(number), file.size))
        }
        if !numbers.isEmpty { try result.add(place, for: numbers) }
        if alike - numbers.count > Self.manyAlike { futile.insert(digest) }
    }

    /// Whether a file is worth hashing: its size is wanted, and where many files have that size, its name too.
    func mayWant(_ path: [UInt8], _ size: Int64) -> Bool {
        size >= 4096 ? sizes.has(UInt64(bitPattern: size)) : isNamed(path, size)
    }

    /// Whether a file is wanted with its size and name: what tells a related layer.
    func isNamed(_ path: [UInt8], _ size: Int64) -> Bool { names.has(Self.key(path, size)) }

    private static func key(_ path: [UInt8], _ size: Int64) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(size)
        LayerPath.name(of: path).withUnsafeBytes { hasher.combine(bytes: $0) }
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }
}

/// How many there are of each key: twelve bytes for each.
private struct KeyCounts {
    private var keys: [UInt64] = []
    private var counts: [UInt32] = []

    /// Adds one. `sort` comes before any question.
    mutating func add(_ key: UInt64) { keys.append(key) }

    mutating func sort() {
        keys.sort()
        var different = 0
        for index in keys.indices {
            let key = keys[index]
            if different > 0, keys[different - 1] == key {
                counts[different - 1] += 1
                continue
            }
            keys[different] = key
            counts.append(1)
            different += 1
        }
        keys.removeSubrange(different...)
    }

    func has(_ key: UInt64) -> Bool { place(of: key).map { counts[$0] > 0 } ?? false }

    mutating func remove(_ key: UInt64) {
        if let place = place(of: key), counts[place] > 0 { counts[place] -= 1 }
    }

    private func place(of key: UInt64) -> Int? {
        let place = keys.partitionPoint { $0 < key }
        return place < keys.count && keys[place] == key ? place : nil
    }
}
