internal import LinuxSystem
internal import OCI

/// How a program writes the headers of a tar's entries, as far as programs differ where the entry is the same.
struct HeaderStyle: Hashable, Sendable {
    /// What says more than a block can.
    enum Extension: Hashable, Sendable {
        /// PAX records under `DIRECTORY/PaxHeaders.0/NAME`, as Go has them.
        case records
        /// The same, and a long path that can be divided goes into the block's two fields.
        case recordsAndPrefix
        /// PAX records under `././@PaxHeader`, as Python has them.
        case pythonRecords
        /// GNU's long names; no extended attributes.
        case gnu
    }

    let kind: Extension
    /// Whether the device's numbers are written as zeros where there is no device.
    let fillsDevice: Bool

    /// All that are known; the usual one first.
    static let all: [HeaderStyle] = [.records, .recordsAndPrefix, .pythonRecords, .gnu].flatMap { kind in
        [true, false].map { HeaderStyle(kind: kind, fillsDevice: $0) }
    }

    /// The header blocks of an entry; `nil` for one that the style cannot say, or of which nobody knows how it would.
    func encode(_ entry: TableEntry) -> [UInt8]? {
        guard entry.kind != .chunk, entry.size >= 0, [entry.mode, entry.major, entry.minor].allSatisfy({ $0 >= 0 })
        else {
            return nil
        }
        var block = HeaderBlock(entry, fillsDevice: fillsDevice)
        if kind == .gnu {
            block.isGNU = true
            return gnu(entry, block)
        }
        guard var records = records(of: entry, &block) else { return nil }
        if kind == .recordsAndPrefix, records.map(\.key) == ["path"], block.divide(entry.name) { records = [] }
        if records.isEmpty { return block.bytes }
        return extended(records, entry) + block.bytes
    }

    private func records(of entry: TableEntry, _ block: inout HeaderBlock) -> [PaxRecord]? {
        var records: [PaxRecord] = []
        for (key, text, room) in [
            ("path", entry.name, 100), ("linkpath", entry.link, 100), ("uname", entry.userName, 32),
            ("gname", entry.groupName, 32),
        ] where text.utf8.count > room || !text.utf8.allSatisfy({ $0 < 0x80 }) {
            records.append(PaxRecord(key, text))
        }
        for (key, value, limit) in [
            ("uid", entry.userID, 0o7777777), ("gid", entry.groupID, 0o7777777), ("size", entry.size, 0o77777777777),
            ("mtime", entry.modified?.seconds ?? 0, 0o77777777777),
        ] where value < 0 || value > Int64(limit) {
            records.append(PaxRecord(key, String(value)))
        }
        for (name, value) in entry.attributes {
            guard let bytes = Base64.decode(value) else { return nil }
            records.append(PaxRecord("SCHILY.xattr." + name, bytes))
        }
        block.isReplacing = kind == .pythonRecords
        return records
    }

    private func extended(_ records: [PaxRecord], _ entry: TableEntry) -> [UInt8] {
        let body = PaxRecords.encode(records)
        var name = "././@PaxHeader"
        if kind != .pythonRecords { name = Self.goName(entry.name) }
        return HeaderBlock.extending(name, type: UInt8(ascii: "x"), size: body.count, isGNU: false) + Self.padded(body)
    }

    /// `path.Join(dir, "PaxHeaders.0", file)`, in ASCII and as long as there is room.
    private static func goName(_ path: String) -> String {
        let parts = path.utf8.split(separator: LayerPath.slash, omittingEmptySubsequences: false).map {
            String(Substring($0))
        }
        let names = (parts.dropLast() + ["PaxHeaders.0", parts.last ?? ""]).filter { !$0.isEmpty && $0 != "." }
        var text = (path.hasPrefix("/") ? "/" : "") + names.joined(separator: "/")
        text = String(decoding: text.utf8.filter { $0 < 0x80 }.prefix(100), as: UTF8.self)
        while text.hasSuffix("/") { text.removeLast() }
        return text
    }

    private func gnu(_ entry: TableEntry, _ block: HeaderBlock) -> [UInt8]? {
        let numbers = [(entry.userID, 0o7777777), (entry.groupID, 0o7777777), (entry.size, 0o77777777777)]
        guard entry.attributes.isEmpty, entry.userName.utf8.count <= 32, entry.groupName.utf8.count <= 32,
            numbers.allSatisfy({ $0.0 >= 0 && $0.0 <= Int64($0.1) }),
            (0...0o77777777777).contains(entry.modified?.seconds ?? 0)
        else { return nil }
        var result: [UInt8] = []
        for (type, text) in [(UInt8(ascii: "K"), entry.link), (UInt8(ascii: "L"), entry.name)]
        where text.utf8.count > 100 {
            let body = Array(text.utf8) + [0]
            result +=
                HeaderBlock.extending("././@LongLink", type: type, size: body.count, isGNU: true) + Self.padded(body)
        }
        return result + block.bytes
    }

    private static func padded(_ body: [UInt8]) -> [UInt8] {
        body + [UInt8](repeating: 0, count: TarHeader.padding(Int64(body.count)))
    }
}
