internal import LayerArchive
internal import LinuxSystem
internal import OCI

extension Layer {
    /// The columns that `init(row:)` reads, in its order; `layers` must be in the query under that name.
    static let columns = """
        layers.id, layers.diff_id, layers.content_digest, layers.tar_size, layers.byte_size, layers.entry_count, \
        layers.created, layers.root, layers.blob, layers.blob_type, layers.blob_size, layers.is_canonical, \
        layers.depends_on_base, layers.mtime_rule
        """
    /// How many there are.
    static let columnCount = 14

    /// Reads a row whose columns from `first` on are `columns`.
    init(row: Row, from first: Int = 0) throws(DatabaseError) {
        id = LayerID(rawValue: row.integer(first))
        diffID = try row.digest(first + 1)
        contentDigest = try row.digest(first + 2)
        tarSize = row.integer(first + 3)
        byteSize = row.integer(first + 4)
        entryCount = Int(row.integer(first + 5))
        created = row.timestamp(first + 6) ?? .epoch
        root = row.textIfPresent(first + 7).flatMap { RootMetadata(record: $0) }
        descriptor =
            if let blob = try row.digestIfPresent(first + 8) {
                Descriptor(
                    mediaType: MediaType(rawValue: row.text(first + 9)), digest: blob, size: row.integer(first + 10))
            } else {
                Descriptor(mediaType: .ociLayer, digest: try row.digest(first + 1), size: row.integer(first + 3))
            }
        isCanonical = row.bool(first + 11)
        dependsOnBase = row.bool(first + 12)
        mtimeRule = MTimeRule(record: row.text(first + 13))
    }
}

extension Row {
    /// A column as a moment; `nil` for NULL and for what is none.
    func timestamp(_ column: Int) -> Timestamp? {
        textIfPresent(column).flatMap { Timestamp($0) }
    }
}

extension MTimeRule {
    /// As the database keeps it: `all`, `none`, or the run's two moments in nanoseconds.
    var record: String {
        switch self {
        case .all: "all"
        case .none: "none"
        case .outside(let range):
            "\(range.lowerBound.seconds) \(range.lowerBound.nanoseconds) \(range.upperBound.seconds) \(range.upperBound.nanoseconds)"
        }
    }

    /// Reads what `record` wrote; anything else counts every time. Records of caches come from others: no clock has shown
    /// what is refused here.
    init(record: String) {
        let numbers = record.split(separator: " ").compactMap { Int64($0) }
        if numbers.count == 4, let start = Self.moment(numbers[0], numbers[1]),
            let end = Self.moment(numbers[2], numbers[3]), start <= end
        {
            self = .outside(start...end)
        } else {
            self = record == "none" ? .none : .all
        }
    }

    /// A moment that is far enough from the ends of all numbers to reckon with.
    private static func moment(_ seconds: Int64, _ nanoseconds: Int64) -> FileTime? {
        guard (-(1 << 60)...(1 << 60)).contains(seconds), (0..<1_000_000_000).contains(nanoseconds) else { return nil }
        return FileTime(seconds: seconds, nanoseconds: nanoseconds)
    }
}

extension RootMetadata {
    /// As the database keeps it: a JSON object.
    var record: String {
        let object: JSONValue = [
            "mode": .int(permissions), "uid": .int(userID), "gid": .int(groupID),
            "attributes": .array(attributes.map { .array([.string($0.name), .string(Self.hex($0.value))]) }),
        ]
        return object.compact()
    }

    /// Reads what `record` wrote; `nil` for anything else.
    init?(record: String) {
        guard let value = try? JSONValue(parsing: record), let mode = value["mode"]?.intValue,
            let user = value["uid"]?.intValue, let group = value["gid"]?.intValue
        else { return nil }
        let attributes = (value["attributes"]?.arrayValue ?? []).compactMap { pair -> ExtendedAttribute? in
            guard let parts = pair.arrayValue, parts.count == 2, let name = parts[0].stringValue,
                let bytes = parts[1].stringValue.flatMap(Self.bytes)
            else { return nil }
            return ExtendedAttribute(name: name, value: bytes)
        }
        self.init(
            permissions: UInt16(truncatingIfNeeded: mode), userID: UInt32(truncatingIfNeeded: user),
            groupID: UInt32(truncatingIfNeeded: group), attributes: attributes)
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    private static func bytes(_ hex: String) -> [UInt8]? {
        let digits = hex.compactMap(\.hexDigitValue)
        guard digits.count == hex.count, digits.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
