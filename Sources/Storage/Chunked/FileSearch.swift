internal import LayerArchive
internal import OCI

/// The files that are looked for, and those that were found.
struct FileSearch {
    /// By size, the names under which files are wanted that were not found, each with how many digests want it.
    ///
    /// Layers with ten thousands of files of one size are known: no question goes through them.
    private var sizes: [Int64: [ArraySlice<UInt8>: Int]] = [:]
    private var wanted: [Digest: Wanted] = [:]
    private(set) var result: [Digest: LocalFile] = [:]
    /// Bytes of what was not found.
    private(set) var bytes: Int64 = 0

    private struct Wanted {
        let size: Int64
        var names: Set<ArraySlice<UInt8>> = []
    }

    init(_ files: [TableOfContents.File]) {
        for file in files {
            let name = Self.name(file.path)
            var entry = wanted.removeValue(forKey: file.digest) ?? Wanted(size: file.size)
            if entry.names.isEmpty { bytes += entry.size }
            if entry.names.insert(name).inserted { sizes[entry.size, default: [:]][name, default: 0] += 1 }
            wanted[file.digest] = entry
        }
    }

    /// What is looked for.
    var digests: [Digest] { Array(wanted.keys) }

    /// Whether nothing is missing.
    var isComplete: Bool { sizes.isEmpty }

    /// Takes note of a file.
    mutating func found(_ digest: Digest, _ file: LocalFile) {
        guard let entry = wanted[digest], result[digest] == nil else { return }
        result[digest] = file
        let size = entry.size
        bytes -= size
        for name in entry.names {
            let left = (sizes[size]?[name] ?? 1) - 1
            sizes[size]?[name] = left > 0 ? left : nil
        }
        if sizes[size]?.isEmpty == true { sizes[size] = nil }
    }

    /// Whether a file is worth hashing: its size is wanted, and where many files have that size, its name too.
    func mayWant(_ path: [UInt8], _ size: Int64) -> Bool {
        guard let names = sizes[size] else { return false }
        return size >= 4096 || names[Self.name(path)] != nil
    }

    /// The bytes of files that are wanted with their size and name: what tells a related layer.
    func overlap(_ files: [(path: [UInt8], size: Int64)]) -> Int64 {
        files.reduce(0) { sum, file in sizes[file.size]?[Self.name(file.path)] != nil ? sum + file.size : sum }
    }

    private static func name(_ path: [UInt8]) -> ArraySlice<UInt8> {
        LayerPath.name(of: path)
    }
}
