internal import LayerArchive
internal import OCI

/// The files that are looked for, and those that were found.
struct FileSearch {
    /// By size, the wanted digests that were not found, and the names under which they are wanted.
    private var sizes: [Int64: [Digest: Set<ArraySlice<UInt8>>]] = [:]
    private var wanted: [Digest: Int64] = [:]
    private(set) var result: [Digest: LocalFile] = [:]
    /// Bytes of what was not found.
    private(set) var bytes: Int64 = 0

    init(_ files: [TableOfContents.File]) {
        for file in files {
            if wanted.updateValue(file.size, forKey: file.digest) == nil { bytes += file.size }
            sizes[file.size, default: [:]][file.digest, default: []].insert(Self.name(file.path))
        }
    }

    /// What is looked for.
    var digests: [Digest] { Array(wanted.keys) }

    /// Whether nothing is missing.
    var isComplete: Bool { sizes.isEmpty }

    /// Takes note of a file.
    mutating func found(_ digest: Digest, _ file: LocalFile) {
        guard let size = wanted[digest], result[digest] == nil else { return }
        result[digest] = file
        bytes -= size
        sizes[size]?[digest] = nil
        if sizes[size]?.isEmpty == true { sizes[size] = nil }
    }

    /// Whether a file is worth hashing: its size is wanted, and where many files have that size, its name too.
    func mayWant(_ path: [UInt8], _ size: Int64) -> Bool {
        guard let digests = sizes[size] else { return false }
        return size >= 4096 || digests.values.contains { $0.contains(Self.name(path)) }
    }

    /// The bytes of files that are wanted with their size and name: what tells a related layer.
    func overlap(_ files: [(path: [UInt8], size: Int64)]) -> Int64 {
        files.reduce(0) { sum, file in
            let names = sizes[file.size]?.values
            return names?.contains { $0.contains(Self.name(file.path)) } == true ? sum + file.size : sum
        }
    }

    private static func name(_ path: [UInt8]) -> ArraySlice<UInt8> {
        LayerPath.name(of: path)
    }
}
