internal import Transport

/// A registry sends a whole blob, or another part, where a part was asked for.
struct NoParts: Error {}

/// What has arrived of a part of a blob, over several exchanges.
struct BlobPart {
    /// What is asked for, and where, for errors.
    var subject: String
    /// How many bytes the blob has.
    let size: Int64
    /// What is wanted of it.
    let range: Range<Int64>
    /// The next byte that is wanted.
    private(set) var next: Int64
    /// How many bytes come before it in the running answer.
    private var excess: Int64 = 0
    /// How many bytes may come behind what is wanted in the running answer: those of a whole blob.
    private var surplus: Int64 = 0
    /// The first byte that was asked for last.
    private var start: Int64 = 0
    /// Whether a whole blob serves where a part was asked for.
    var acceptsWhole = true
    /// Whether the whole blob is asked for, as the parts that come are others than were asked for.
    var asksWhole = false

    init(subject: String, size: Int64, range: Range<Int64>) {
        self.subject = subject
        self.size = size
        self.range = range
        next = range.lowerBound
    }

    /// What to ask for: `nil` for the whole blob.
    var rest: Range<Int64>? {
        asksWhole || next == 0 && range.upperBound == size ? nil : next..<max(range.upperBound, next + 1)
    }

    /// Whether a part is asked for.
    var isPartAsked: Bool { !asksWhole && rest != nil }

    /// A server may send less of a part than it was asked for (RFC 9110, 15.3.7), and an answer without a length ends where its
    /// connection breaks: the rest is asked for, while it goes on by more than a few bytes.
    var goesOn: Bool { !asksWhole && next < range.upperBound && next - start >= 64 << 10 }

    /// Takes note that bytes are asked for.
    mutating func beginExchange() { start = next }

    /// Looks at the head of an answer.
    mutating func begin(status: Int, headers: HTTPHeaders) throws {
        let length = headers["Content-Length"].flatMap { Int64($0) }
        // Storage is known to call everything a page; what has the size of the blob is looked at by its digest.
        if length != size, status != 206 { try RegistryClient.refusePages(headers, "loading \(subject)") }
        if status == 206 {
            (excess, surplus) = (0, 0)
            guard Self.start(headers["Content-Range"]) == next else {
                if isPartAsked { throw NoParts() }
                throw wrong("the registry sends another part than bytes \(next) to \(range.upperBound - 1)")
            }
            if let length, length > range.upperBound - next {
                if isPartAsked { throw NoParts() }
                throw wrong("the registry sends \(length) bytes for \(range.upperBound - next)")
            }
        } else {
            if !acceptsWhole, rest != nil, (200..<300).contains(status) { throw NoParts() }
            // A server that knows no parts sends the whole again.
            (excess, surplus) = (next, size - range.upperBound)
            if let length, length != size { throw wrong("the registry has \(length) bytes, not \(size)") }
        }
    }

    /// The bytes of an arriving piece that are wanted; `nil` where none is.
    mutating func take(_ bytes: UnsafeRawBufferPointer) throws -> UnsafeRawBufferPointer? {
        let skipped = min(excess, Int64(bytes.count))
        excess -= skipped
        let wanted = UnsafeRawBufferPointer(rebasing: bytes[Int(skipped)...])
        let count = min(Int64(wanted.count), range.upperBound - next)
        surplus -= Int64(wanted.count) - count
        guard surplus >= 0 else {
            throw wrong("the registry sends more than \(range.upperBound == size ? "\(size) bytes" : "was asked for")")
        }
        next += count
        return count == 0 ? nil : UnsafeRawBufferPointer(rebasing: wanted[..<Int(count)])
    }

    /// Looks whether all is there.
    func end() throws {
        guard next == range.upperBound else { throw wrong("the registry has \(next) bytes, not \(range.upperBound)") }
    }

    /// The first number of `bytes 10-19/20`.
    private static func start(_ text: String?) -> Int64? {
        guard let text, text.lowercased().hasPrefix("bytes") else { return nil }
        return Int64(text.drop { !$0.isNumber }.prefix { $0.isNumber })
    }

    /// What to do where a blob is another one than it ought to be.
    static let brokenHint = "try again; if it stays so, the registry or something before it is broken"

    private func wrong(_ words: String) -> RegistryError {
        RegistryError(.wrongContent, "loading \(subject): \(words)", hint: Self.brokenHint)
    }
}
