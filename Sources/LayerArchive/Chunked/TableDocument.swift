internal import LinuxSystem
internal import OCI

/// The JSON of a table of contents. Each entry is read by itself, so that memory is that of the entries.
struct TableDocument {
    private(set) var entries: [TableEntry] = []
    let splitDigest: Digest?

    /// How many entries are taken: what is known of each is kept until the layer is here.
    private static let entryLimit = 1 << 18
    /// How many bytes an entry may have, or all of the table besides its entries.
    private static let valueLimit = 1 << 20

    /// - Throws: `badTable`; `unsupported` for one that is larger than anybody needs.
    init(_ bytes: [UInt8]) throws {
        let list = try Self.objects(of: "entries", in: bytes)
        entries.reserveCapacity(min(list.objects.count, Self.entryLimit))
        for range in list.objects {
            guard entries.count < Self.entryLimit else {
                throw TableOfContents.tooLarge("more than \(Self.entryLimit) entries")
            }
            let entry = try TableEntry(json: try Self.parsed(bytes[range]))
            if entry.kind != .chunk {
                entries.append(entry)
            } else if let last = entries.indices.last, entries[last].name == entry.name {
                (entries[last].lastFrame, entries[last].lastStart) = (entry.lastFrame, entry.lastStart)
            }
        }
        let rest = try Self.parsed(bytes[..<list.content.lowerBound] + bytes[list.content.upperBound...])
        guard rest["version"]?.intValue == 1 else { throw TableOfContents.bad("it is of another version") }
        let split = rest["tarSplitDigest"]?.stringValue ?? ""
        guard let digest = Digest(split) else {
            if !split.isEmpty { throw TableOfContents.bad("“\(split)” is no digest") }
            splitDigest = nil
            return
        }
        splitDigest = digest
    }

    private static func parsed(_ bytes: some Collection<UInt8>) throws -> JSONValue {
        guard bytes.count <= valueLimit else {
            throw TableOfContents.tooLarge("an entry of more than \(valueLimit) bytes")
        }
        do { return try JSONValue(parsing: Array(bytes)) } catch { throw TableOfContents.bad(error.message) }
    }

    /// Where the objects of an outer list are, and where its content is.
    private static func objects(
        of key: String, in bytes: [UInt8]
    ) throws -> (objects: [Range<Int>], content: Range<Int>) {
        let key = Array("\"\(key)\"".utf8)
        var scan = JSONScan(bytes)
        var objects: [Range<Int>] = []
        var (begin, start) = (-1, 0)
        while let event = scan.next() {
            switch event {
            case .open(let index, 2) where begin < 0 && bytes[index] == UInt8(ascii: "[") && scan.lastText == key:
                begin = index + 1
            case .open(let index, 3) where begin >= 0: start = index
            case .close(let index, 3) where begin >= 0: objects.append(start..<index + 1)
            case .close(let index, 2) where begin >= 0: return (objects, begin..<index)
            default: break
            }
        }
        throw TableOfContents.bad("it has no entries")
    }
}

/// Goes through JSON from bracket to bracket, without a look at what is between.
private struct JSONScan {
    /// A bracket and how deep it is.
    enum Event {
        case open(Int, depth: Int)
        case close(Int, depth: Int)
    }

    private let bytes: [UInt8]
    private var index = 0
    private var depth = 0
    /// The text before the last bracket, with its quotes, where it is on the second level.
    private(set) var lastText: [UInt8] = []

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func next() -> Event? {
        while index < bytes.count {
            defer { index += 1 }
            switch bytes[index] {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                return .open(index, depth: depth)
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                return .close(index, depth: depth + 1)
            case UInt8(ascii: "\""):
                let start = index
                index += 1
                while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
                    index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
                }
                if depth == 1 { lastText = Array(bytes[start..<min(index + 1, bytes.count)]) }
            default: break
            }
        }
        return nil
    }
}

extension TableEntry {
    /// Reads an entry.
    ///
    /// - Throws: `badTable`.
    fileprivate init(json: JSONValue) throws {
        guard case .object(let members) = json, let kind = members["type"]?.stringValue.flatMap({ Kind(rawValue: $0) }),
            let name = members["name"]?.stringValue
        else { throw TableOfContents.bad("it has an entry without kind or name") }
        func number(_ key: String) throws -> Int64 {
            guard let value = members[key] else { return 0 }
            guard let number = value.intValue else { throw TableOfContents.bad("\(key) of “\(name)” is no number") }
            return Int64(number)
        }
        self.kind = kind
        self.name = name
        link = members["linkName"]?.stringValue ?? ""
        (mode, size) = (try number("mode"), try number("size"))
        (userID, groupID) = (try number("uid"), try number("gid"))
        (major, minor) = (try number("devMajor"), try number("devMinor"))
        (offset, end) = (try number("offset"), try number("endOffset"))
        // Several files may share a frame, each from a place in it on (stargz-snapshotter, docs/smaller-estargz.md).
        (position, lastFrame) = (try number("innerOffset"), offset)
        let start = try number("chunkOffset").subtractingReportingOverflow(position)
        guard position >= 0, !start.overflow else { throw TableOfContents.bad("innerOffset of “\(name)” cannot be") }
        lastStart = start.partialValue
        if let time = members["modtime"]?.stringValue.flatMap({ Timestamp($0) }) {
            modified = FileTime(seconds: time.seconds, nanoseconds: Int64(time.nanoseconds))
        }
        digest = members["digest"]?.stringValue.flatMap { Digest($0) }
        (userName, groupName) = (members["userName"]?.stringValue ?? "", members["groupName"]?.stringValue ?? "")
        if case .object(let values)? = members["xattrs"] {
            for member in values.members { attributes[member.key] = member.value.stringValue }
        }
    }
}
