internal import LinuxSystem
internal import OCI

/// The JSON of a table of contents. Entries are read one after the other as it comes: memory is that of one.
enum TableDocument {
    /// How many entries are taken: of each, some bytes are in memory until the layer is here.
    static let entryLimit = 1 << 20
    /// How many bytes an entry may have, or all of the table besides its entries.
    private static let valueLimit = 1 << 20

    /// Reads a table, and gives its entries, each with what the table says of its parts.
    ///
    /// - Returns: The digest of the tar-split data, where it names one.
    /// - Throws: `badTable`; `unsupported` for a table that is larger than anybody needs; what `take` throws.
    static func read(
        _ source: any ByteSource, entryLimit: Int = entryLimit, _ take: (TableEntry) throws -> Void
    ) throws -> Digest? {
        var scan = TableScan(limit: valueLimit)
        var count = 0
        var last: TableEntry?
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            try Cancellation.check()
            let length = try buffer.withUnsafeMutableBytes { try source.read(into: $0) }
            if length == 0 { break }
            try scan.take(buffer[..<length]) { bytes in
                let entry = try TableEntry(json: try parsed(bytes))
                guard entry.kind == .chunk else {
                    if let last { try take(last) }
                    (last, count) = (entry, count + 1)
                    guard count <= entryLimit else { throw TableOfContents.tooLarge("more than \(entryLimit) entries") }
                    return
                }
                if last?.name == entry.name {
                    last?.lastFrame = entry.lastFrame
                    last?.lastStart = entry.lastStart
                }
            }
        }
        if let last { try take(last) }
        guard scan.isComplete else { throw TableOfContents.bad("it has no entries") }
        return try splitDigest(parsed(scan.rest))
    }

    private static func splitDigest(_ rest: JSONValue) throws -> Digest? {
        guard rest["version"]?.intValue == 1 else { throw TableOfContents.bad("it is of another version") }
        let split = rest["tarSplitDigest"]?.stringValue ?? ""
        if split.isEmpty { return nil }
        guard let digest = Digest(split) else { throw TableOfContents.bad("“\(split)” is no digest") }
        return digest
    }

    private static func parsed(_ bytes: [UInt8]) throws -> JSONValue {
        do { return try JSONValue(parsing: bytes) } catch { throw TableOfContents.bad(error.message) }
    }
}

/// Divides the JSON of a table, as it comes, into the objects of its list of entries and all else, without a look at what is
/// between brackets.
private struct TableScan {
    private enum Part {
        case beforeList
        case inList
        case behindList
    }

    private static let key = Array(#""entries""#.utf8)

    private let limit: Int
    private var part = Part.beforeList
    private var nesting = Nesting()
    private var depth: Int { nesting.depth }
    /// The last text of the outer object, with its quotes.
    private var text: [UInt8] = []
    private var object: [UInt8] = []
    /// All but what is in the list.
    private(set) var rest: [UInt8] = []

    /// - Parameter limit: How many bytes an object may have, and all that is not in the list.
    init(limit: Int) { self.limit = limit }

    /// Whether the list has come to its end.
    var isComplete: Bool { part == .behindList }

    mutating func take(_ bytes: ArraySlice<UInt8>, _ found: ([UInt8]) throws -> Void) throws {
        var index = bytes.startIndex
        while index < bytes.endIndex {
            if part == .inList, depth > 2 {
                let end = skip(bytes, from: index)
                object += bytes[index..<end]
                index = end
                if depth == 2 {
                    try found(object)
                    object.removeAll(keepingCapacity: true)
                }
            } else {
                take(bytes[index])
                index += 1
            }
            guard max(object.count, rest.count) <= limit else {
                throw TableOfContents.tooLarge("an entry of more than \(limit) bytes")
            }
        }
    }

    /// Takes a byte that is in no object of the list, or begins one.
    private mutating func take(_ byte: UInt8) {
        let before = depth
        follow(byte)
        if part != .inList {
            rest.append(byte)
            if depth == 2, before == 1, byte == UInt8(ascii: "["), part == .beforeList, text == Self.key {
                part = .inList
            }
        } else if depth == 1 {
            rest.append(byte)
            part = .behindList
        } else if depth > 2 {
            object.append(byte)
        }
    }

    /// Goes on within an object of the list: to behind its end, or to that of the bytes.
    private mutating func skip(_ bytes: ArraySlice<UInt8>, from start: Int) -> Int {
        // A variable of its own is in registers.
        var nesting = nesting
        defer { self.nesting = nesting }
        return bytes.withUnsafeBufferPointer { pointer in
            // SAFETY: the places are those of the slice, counted from its beginning.
            var index = start - bytes.startIndex
            while index < pointer.count, nesting.depth > 2 {
                nesting.follow(pointer[index])
                index += 1
            }
            return bytes.startIndex + index
        }
    }

    /// Takes note of brackets, and of the outer object's texts.
    private mutating func follow(_ byte: UInt8) {
        let wasInText = nesting.isInText
        nesting.follow(byte)
        guard depth == 1 else { return }
        if wasInText { text.append(byte) } else if nesting.isInText { text = [byte] }
    }
}

/// How deep in brackets a place of a JSON text is, and whether it is within a text.
private struct Nesting {
    /// How many brackets are open.
    private(set) var depth = 0
    private(set) var isInText = false
    private var isEscaped = false

    mutating func follow(_ byte: UInt8) {
        if isInText {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else {
                isInText = byte != UInt8(ascii: "\"")
            }
            return
        }
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
        case UInt8(ascii: "\""): isInText = true
        default: break
        }
    }
}
