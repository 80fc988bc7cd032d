internal import LinuxSystem

/// What stands before a header and changes its meaning: extended headers and GNU's long names.
struct TarExtensions {
    private var global: [String: [UInt8]] = [:]
    private var local: [String: [UInt8]] = [:]
    private var sparseNumbers: [Int64] = []
    private var longName: [UInt8]?
    private var longLink: [UInt8]?
    private let limits: ArchiveLimits

    init(limits: ArchiveLimits) { self.limits = limits }

    /// Whether something waits for the header that it belongs to.
    var isPending: Bool { !local.isEmpty || longName != nil || longLink != nil }

    /// Forgets what belonged to the last header.
    mutating func reset() {
        local = [:]
        sparseNumbers = []
        longName = nil
        longLink = nil
    }

    mutating func addGlobal(_ body: [UInt8]) throws(LayerArchiveError) {
        for record in try PaxRecords.decode(body) { global[record.key] = record.value }
        guard global.count <= 1024 else {
            throw LayerArchiveError(.tooLarge, "the archive's global headers have more than 1024 keys")
        }
    }

    mutating func addLocal(_ body: [UInt8]) throws(LayerArchiveError) {
        for record in try PaxRecords.decode(body) {
            if record.key == "GNU.sparse.offset" || record.key == "GNU.sparse.numbytes" {
                // Version 0.0 repeats these two keys for each piece.
                sparseNumbers.append(try Self.decimal(record.value, record.key))
            } else {
                local[record.key] = record.value
            }
        }
    }

    mutating func addLongName(_ body: [UInt8]) { longName = Array(body.prefix { $0 != 0 }) }
    mutating func addLongLink(_ body: [UInt8]) { longLink = Array(body.prefix { $0 != 0 }) }

    /// The value of a key; an empty one means that the header's own field counts.
    func value(_ key: String) -> [UInt8]? {
        guard let value = local[key] ?? global[key], !value.isEmpty else { return nil }
        return value
    }

    func number(_ key: String) throws(LayerArchiveError) -> Int64? {
        guard let value = value(key) else { return nil }
        return try Self.decimal(value, key)
    }

    var path: [UInt8]? { value("GNU.sparse.name") ?? value("path") ?? longName }
    var link: [UInt8]? { value("linkpath") ?? longLink }

    func modified() throws(LayerArchiveError) -> FileTime? {
        guard let value = value("mtime") else { return nil }
        guard let time = TarNumber.time(value) else { throw Self.badNumber("mtime") }
        return FileTime(seconds: time.seconds, nanoseconds: time.nanoseconds)
    }

    /// The map of a sparse file of version 0.0 or 0.1; `nil` where there is none.
    func sparseMap() throws(LayerArchiveError) -> SparseMap? {
        guard let size = try number("GNU.sparse.size") else { return nil }
        var numbers = sparseNumbers
        if let map = value("GNU.sparse.map") {
            numbers = []
            for number in map.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
                numbers.append(try Self.decimal(Array(number), "GNU.sparse.map"))
            }
        }
        return try SparseMap(SparseMap.pieces(numbers), size: size, limits: limits)
    }

    /// The size of a sparse file of version 1.0, whose map is at the beginning of its data.
    func sparseSizeBeforeMap() throws(LayerArchiveError) -> Int64? {
        guard let major = try number("GNU.sparse.major") else { return nil }
        guard major == 1, try number("GNU.sparse.minor") == 0, let size = try number("GNU.sparse.realsize") else {
            throw LayerArchiveError(.unsupported, "a sparse file has a form other than GNU's 0.0, 0.1 and 1.0")
        }
        return size
    }

    /// The extended attributes: SCHILY.xattr.* (star, GNU tar, Go) and LIBARCHIVE.xattr.* (bsdtar).
    func attributes() throws(LayerArchiveError) -> [ExtendedAttribute] {
        var found: [String: [UInt8]] = [:]
        for (key, value) in global.merging(local, uniquingKeysWith: { $1 }) {
            if key.hasPrefix("LIBARCHIVE.xattr."), let name = AttributeEncoding.name(key.dropFirst(17)),
                found[name] == nil
            {
                guard let decoded = AttributeEncoding.base64(value) else {
                    throw LayerArchiveError(.badRecord, "the attribute \(name) is not in base64")
                }
                found[name] = decoded
            }
        }
        for (key, value) in global.merging(local, uniquingKeysWith: { $1 }) where key.hasPrefix("SCHILY.xattr.") {
            found[String(key.dropFirst(13))] = value
        }
        guard found.count <= limits.attributes, found.values.allSatisfy({ $0.count <= limits.attributeBytes }) else {
            throw LayerArchiveError(
                .tooLarge,
                "an entry has more than \(limits.attributes) attributes, or one over \(limits.attributeBytes) bytes")
        }
        return found.map { ExtendedAttribute(name: $0.key, value: $0.value) }
            .sorted { ByteOrder.precedes(Array($0.name.utf8), Array($1.name.utf8)) }
    }

    private static func decimal(_ bytes: [UInt8], _ key: String) throws(LayerArchiveError) -> Int64 {
        if let value = TarNumber.decimal(bytes) { return value }
        throw badNumber(key)
    }

    private static func badNumber(_ key: String) -> LayerArchiveError {
        LayerArchiveError(.badNumber, "the record \(key) of an extended header is no number")
    }
}
