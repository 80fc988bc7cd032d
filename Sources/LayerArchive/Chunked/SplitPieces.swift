internal import OCI

/// Reads tar-split data line by line.
struct SplitPieces: TarPieces {
    /// The most bytes of a line: a header with all its extensions, or what follows the end of an archive.
    private static let lineLimit = 24 << 20

    private let source: DecompressingSource
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)
    private var available = 0..<0
    private let entries: TableEntries.Reader
    /// Of each entry with bytes, its number in the order of the blob.
    private var numbers: [UInt32]
    private var isAtEnd = false

    init(_ compressed: any ByteSource, of table: TableOfContents) throws {
        source = try DecompressingSource(compressed)
        entries = table.entries.reader()
        numbers = [UInt32](repeating: 0, count: table.entries.count)
        for (number, place) in table.files.enumerated() { numbers[Int(place)] = UInt32(number) }
    }

    mutating func next() throws -> TarPiece? {
        while let line = try line() {
            if let bytes = Self.plainPayload(line) { return .bytes(bytes) }
            let json: JSONValue
            do { json = try JSONValue(parsing: line) } catch { throw Self.bad("a line of it is no JSON") }
            switch json["type"]?.intValue {
            case 2: return .bytes(try Self.payload(json))
            case 1:
                let name = try Self.name(json)
                let size = json["size"]?.intValue.map { Int64($0) } ?? 0
                guard let found = try entries.find(Array(name.utf8)) else {
                    throw Self.bad("“\(name)” is not in the table")
                }
                let location = try entries.location(found)
                guard size == (location.hasBytes ? location.size : 0) else {
                    throw Self.bad("it has another size of “\(name)”")
                }
                if size == 0 { continue }
                return .file(Int(numbers[found]))
            default: throw Self.bad("it has a line of an unknown kind")
            }
        }
        return nil
    }

    private static let payloadHead = Array(#"{"type":2,"payload":""#.utf8)

    /// The bytes of a line that is written as vbatts/tar-split writes it, which most are: half of this data is a text of one member.
    /// `nil` for any other line, which may be right as well.
    private static func plainPayload(_ line: [UInt8]) -> [UInt8]? {
        guard line.starts(with: payloadHead) else { return nil }
        let text = line[payloadHead.count...]
        guard let end = text.firstIndex(of: UInt8(ascii: "\"")), end > text.startIndex,
            line[end...].starts(with: #"","position":"#.utf8)
        else { return nil }
        let position = line[(end + 13)...]
        guard position.last == UInt8(ascii: "}"), position.count > 1,
            position.dropLast().allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 })
        else { return nil }
        return Base64.decode(utf8: text[..<end])
    }

    private static func payload(_ json: JSONValue) throws -> [UInt8] {
        guard let text = json["payload"]?.stringValue else { return [] }
        guard let bytes = Base64.decode(text) else { throw bad("a payload is not in base64") }
        return bytes
    }

    private static func name(_ json: JSONValue) throws -> String {
        if let raw = json["name_raw"]?.stringValue {
            guard let bytes = Base64.decode(raw), let name = String(validating: bytes, as: UTF8.self) else {
                throw bad("it has a name that no table can have")
            }
            return name
        }
        return json["name"]?.stringValue ?? ""
    }

    private mutating func line() throws -> [UInt8]? {
        var line: [UInt8] = []
        while !isAtEnd {
            if available.isEmpty {
                let count = try buffer.withUnsafeMutableBytes { try source.read(into: $0) }
                available = 0..<count
                isAtEnd = count == 0
            }
            let end = buffer[available].firstIndex(of: 10)
            line += buffer[available.lowerBound..<(end ?? available.upperBound)]
            available = min((end ?? available.upperBound) + 1, available.upperBound)..<available.upperBound
            guard line.count <= Self.lineLimit else { throw Self.bad("it has a line that is too long") }
            if end != nil, !line.isEmpty { return line }
        }
        return line.isEmpty ? nil : line
    }

    private static func bad(_ what: String) -> LayerArchiveError { TableOfContents.bad("its tar-split data: \(what)") }
}
