internal import LinuxSystem
internal import OCI

/// An entry of a table of contents (containers/storage, `FileMetadata`): what the tar's header says, and where the bytes are.
struct TableEntry: Hashable, Sendable {
    /// The kinds of entries, as the table names them.
    enum Kind: String, Sendable {
        case regular = "reg"
        case hardLink = "hardlink"
        case characterDevice = "char"
        case blockDevice = "block"
        case directory = "dir"
        case pipe = "fifo"
        case symbolicLink = "symlink"
        /// A part of the regular file before it.
        case chunk
    }

    var kind: Kind
    var name: String
    var link = ""
    var mode: Int64 = 0
    var size: Int64 = 0
    var userID: Int64 = 0
    var groupID: Int64 = 0
    /// Names of the owners, where the table gives them: those of eStargz do, for each number once.
    var userName = ""
    var groupName = ""
    var modified: FileTime?
    var major: Int64 = 0
    var minor: Int64 = 0
    /// Extended attributes, their values in base64.
    var attributes: [String: String] = [:]
    var digest: Digest?
    /// Where in the blob its bytes begin; 0 where it has none.
    var offset: Int64 = 0
    /// Where its frames end.
    var end: Int64 = 0
    /// How many decompressed bytes stand before its own in the frames that begin at `offset`.
    var position: Int64 = 0
    /// Where the frame begins that holds its last part.
    var lastFrame: Int64 = 0
    /// How many of its bytes stand before that frame; less than none where the frame has others before them.
    var lastStart: Int64 = 0
}

extension TableEntry {
    /// What a table says of a tar's entry; `nil` where it cannot say it.
    ///
    /// - Parameter header: All header blocks of the entry; only one, after extended headers of PAX or GNU for itself, is in order.
    init?(_ entry: TarEntry, header: [UInt8]) {
        guard !entry.isSparse, let name = String(validating: entry.path, as: UTF8.self),
            let (mode, type) = Self.plain(header)
        else { return nil }
        kind = .regular
        self.name = name
        self.mode = mode
        switch entry.kind {
        case .regular: size = entry.size
        case .directory: kind = .directory
        case .symbolicLink(let target), .hardLink(let target):
            guard let target = String(validating: target, as: UTF8.self) else { return nil }
            (kind, link) = (type == UInt8(ascii: "1") ? .hardLink : .symbolicLink, target)
        case .characterDevice(let major, let minor):
            (kind, self.major, self.minor) = (.characterDevice, Int64(major), Int64(minor))
        case .blockDevice(let major, let minor):
            (kind, self.major, self.minor) = (.blockDevice, Int64(major), Int64(minor))
        case .pipe: kind = .pipe
        }
        guard Self.kinds[type] == kind, Self.times.contains(entry.modified.seconds) else { return nil }
        (userID, groupID, modified) = (Int64(entry.userID), Int64(entry.groupID), entry.modified)
        for attribute in entry.attributes { attributes[attribute.name] = Base64.encode(attribute.value) }
    }

    private static let kinds: [UInt8: Kind] = [
        UInt8(ascii: "0"): .regular, UInt8(ascii: "1"): .hardLink, UInt8(ascii: "2"): .symbolicLink,
        UInt8(ascii: "3"): .characterDevice, UInt8(ascii: "4"): .blockDevice, UInt8(ascii: "5"): .directory,
        UInt8(ascii: "6"): .pipe,
    ]
    /// The years 0 to 9999, as RFC 3339 has them.
    private static let times: Range<Int64> = -62_167_219_200..<253_402_300_800

    /// The mode and type of the last block, where those before it are extensions for this entry that every reader knows.
    private static func plain(_ header: [UInt8]) -> (mode: Int64, type: UInt8)? {
        var rest = header[...]
        while rest.count > TarHeader.blockSize {
            guard [UInt8(ascii: "x"), UInt8(ascii: "L"), UInt8(ascii: "K")].contains(rest[rest.startIndex + 156]),
                let size = TarNumber.parse(rest[(rest.startIndex + 124)..<(rest.startIndex + 136)])
            else { return nil }
            let body = Int(size) + TarHeader.padding(size)
            guard body >= 0, rest.count >= 2 * TarHeader.blockSize + body else { return nil }
            rest = rest.dropFirst(TarHeader.blockSize + body)
        }
        guard rest.count == TarHeader.blockSize,
            let mode = TarNumber.parse(rest[(rest.startIndex + 100)..<(rest.startIndex + 108)])
        else { return nil }
        return (mode, rest[rest.startIndex + 156])
    }

    /// As the table writes it, members in the order of containers/storage.
    var json: JSONValue {
        var members: [JSONObject.Member] = [
            .init(key: "type", value: .string(kind.rawValue)), .init(key: "name", value: .string(name)),
        ]
        func add(_ key: String, _ value: Int64) {
            if value != 0 { members.append(.init(key: key, value: .int(value))) }
        }
        if !link.isEmpty { members.append(.init(key: "linkName", value: .string(link))) }
        add("mode", mode)
        add("size", size)
        add("uid", userID)
        add("gid", groupID)
        if let modified {
            let time = Timestamp(seconds: modified.seconds, nanoseconds: modified.nanoseconds)
            members.append(.init(key: "modtime", value: .string(time.description)))
        }
        add("devMajor", major)
        add("devMinor", minor)
        if !attributes.isEmpty {
            members.append(.init(key: "xattrs", value: .object(JSONObject(attributes))))
        }
        if let digest { members.append(.init(key: "digest", value: .string(digest.description))) }
        add("offset", offset)
        add("endOffset", end)
        return .object(JSONObject(members: members))
    }
}
