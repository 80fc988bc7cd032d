internal import Transport

/// What has not arrived of parts of a blob that were asked for together.
struct BlobParts {
    let size: Int64
    /// What is wanted and has not come.
    private(set) var missing: RangeSet<Int64>
    private var body: PartedBody?
    /// How many bytes have come that were wanted.
    private(set) var done: Int64 = 0
    /// How many may still come that were not: a server may send more than it was asked for.
    private var surplus: Int64

    init(_ ranges: [Range<Int64>], of size: Int64) {
        (self.size, missing, surplus) = (size, RangeSet(ranges), size)
    }

    /// The field that asks for them; `nil` where nothing is missing.
    var field: String? {
        missing.isEmpty
            ? nil : "bytes=" + missing.ranges.map { "\($0.lowerBound)-\($0.upperBound - 1)" }.joined(separator: ",")
    }

    /// Looks at the head of an answer.
    mutating func begin(status: Int, headers: HTTPHeaders) throws {
        guard status == 206,
            let body = PartedBody(type: headers["Content-Type"], range: headers["Content-Range"], size: size)
        else { throw NoParts() }
        self.body = body
    }

    /// Takes bytes of an answer; gives those that are wanted, each once.
    mutating func take(
        _ bytes: UnsafeRawBufferPointer, _ wanted: (_ offset: Int64, UnsafeRawBufferPointer) throws -> Void
    ) throws {
        try body?.take(bytes) { offset, bytes in
            let came = offset..<offset + Int64(bytes.count)
            let parts = RangeSet(came).intersection(missing)
            for part in parts.ranges {
                let first = Int(part.lowerBound - offset)
                try wanted(part.lowerBound, UnsafeRawBufferPointer(rebasing: bytes[first..<first + part.count]))
                surplus += Int64(part.count)
                done += Int64(part.count)
            }
            surplus -= Int64(bytes.count)
            guard surplus >= 0 else { throw NoParts() }
            missing.subtract(parts)
        }
    }
}
