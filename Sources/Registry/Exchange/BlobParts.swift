internal import Transport

/// What has not arrived of parts of a blob that were asked for together.
struct BlobParts {
    /// A part begins with a head of so many bytes at most, most often.
    private static let headSize: Int64 = 1 << 10
    /// Servers may join parts that are near each other: so many bytes are taken that nobody asked for, and as many as were.
    private static let leastSurplus: Int64 = 1 << 20

    let size: Int64
    /// What is wanted and has not come.
    private(set) var missing: RangeSet<Int64>
    private var body: PartedBody?
    /// How many bytes have come that were wanted.
    private(set) var done: Int64 = 0
    /// How many others have come, heads of parts among them.
    private(set) var unwanted: Int64 = 0
    /// How many may come.
    private let surplus: Int64

    init(_ ranges: [Range<Int64>], of size: Int64) {
        (self.size, missing) = (size, RangeSet(ranges))
        let wanted = ranges.reduce(0) { $0 + Int64($1.count) }
        surplus = Int64(ranges.count) * Self.headSize + max(wanted, Self.leastSurplus)
    }

    /// The field that asks for them; `nil` where nothing is missing.
    var field: String? {
        if missing.isEmpty { return nil }
        return "bytes=" + missing.ranges.map { "\($0.lowerBound)-\($0.upperBound - 1)" }.joined(separator: ",")
    }

    /// Looks at the head of an answer.
    mutating func begin(status: Int, headers: HTTPHeaders) throws {
        guard status == 206,
            let body = PartedBody(type: headers["Content-Type"], range: headers["Content-Range"], size: size)
        else { throw NoParts() }
        self.body = body
    }

    /// Takes bytes of an answer; gives those that are wanted, each once.
    ///
    /// - Throws: `NoParts` where so much comes besides that single parts cost less.
    mutating func take(
        _ bytes: UnsafeRawBufferPointer, _ wanted: (_ offset: Int64, UnsafeRawBufferPointer) throws -> Void
    ) throws {
        unwanted += Int64(bytes.count)
        try body?.take(bytes) { offset, bytes in
            let parts = RangeSet(offset..<offset + Int64(bytes.count)).intersection(missing)
            for part in parts.ranges {
                let first = Int(part.lowerBound - offset)
                try wanted(part.lowerBound, UnsafeRawBufferPointer(rebasing: bytes[first..<first + part.count]))
                unwanted -= Int64(part.count)
                done += Int64(part.count)
            }
            missing.subtract(parts)
        }
        guard unwanted <= surplus else { throw NoParts() }
    }
}
