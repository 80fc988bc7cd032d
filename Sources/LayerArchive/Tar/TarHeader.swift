internal import LinuxSystem

/// The headers of one entry in the canonical archive: ustar (POSIX.1-1988), and PAX records (POSIX.1-2001) only where
/// ustar cannot say it.
///
/// The form is fixed for all time: a layer's diff-id depends on every byte of it.
struct TarHeader {
    static let blockSize = 512

    /// The header blocks of an entry; `path` as the archive names it, directories with a `/` at the end.
    static func encode(_ entry: LayerEntry, path: [UInt8]) -> [UInt8] {
        var fields = Fields(entry)
        fields.setPath(path)
        var result: [UInt8] = []
        if !fields.records.isEmpty {
            let body = PaxRecords.encode(fields.records)
            var extended = Fields(type: UInt8(ascii: "x"), name: Array("././@PaxHeader".utf8))
            extended.size = Int64(body.count)
            result += extended.block()
            result += body
            result += [UInt8](repeating: 0, count: padding(Int64(body.count)))
        }
        return result + fields.block()
    }

    /// How many zeros follow content of a size.
    static func padding(_ size: Int64) -> Int { Int(-size & 511) }

    /// What the block says, and what the records have to say instead.
    private struct Fields {
        var type: UInt8
        var name: [UInt8] = []
        var prefix: [UInt8] = []
        var link: [UInt8] = []
        var mode: UInt64 = 0o644
        var userID: UInt64 = 0
        var groupID: UInt64 = 0
        var size: Int64 = 0
        var modified: UInt64 = 0
        var device: (major: UInt32, minor: UInt32) = (0, 0)
        var records: [PaxRecord] = []

        init(type: UInt8, name: [UInt8]) {
            self.type = type
            self.name = name
        }

        init(_ entry: LayerEntry) {
            type = UInt8(ascii: "0")
            mode = UInt64(entry.permissions & 0o7777)
            switch entry.kind {
            case .regular(let size): setSize(size)
            case .directory, .opaqueDirectory: type = UInt8(ascii: "5")
            case .symbolicLink(let target):
                type = UInt8(ascii: "2")
                setLink(target)
            case .hardLink(let target):
                type = UInt8(ascii: "1")
                setLink(target)
            case .characterDevice(let major, let minor):
                type = UInt8(ascii: "3")
                device = (major, minor)
            case .blockDevice(let major, let minor):
                type = UInt8(ascii: "4")
                device = (major, minor)
            case .pipe: type = UInt8(ascii: "6")
            case .whiteout: break
            }
            userID = number(UInt64(entry.userID), "uid", limit: 0o7777777)
            groupID = number(UInt64(entry.groupID), "gid", limit: 0o7777777)
            setModified(entry.modified)
            records += entry.attributes.map { PaxRecord("SCHILY.xattr." + $0.name, $0.value) }
        }

        private mutating func number(_ value: UInt64, _ key: String, limit: UInt64) -> UInt64 {
            if value <= limit { return value }
            records.append(PaxRecord(key, String(value)))
            return 0
        }

        private mutating func setSize(_ value: Int64) {
            size = Int64(number(UInt64(max(value, 0)), "size", limit: 0o77777777777))
        }

        private mutating func setModified(_ value: Int64) {
            if value >= 0 && value <= 0o77777777777 {
                modified = UInt64(value)
            } else {
                records.append(PaxRecord("mtime", String(value)))
            }
        }

        private mutating func setLink(_ target: [UInt8]) {
            link = target
            if target.count > 100 || !Self.isPlain(target) {
                records.append(PaxRecord("linkpath", target))
                link = Self.plain(target)
            }
        }

        mutating func setPath(_ path: [UInt8]) {
            if Self.isPlain(path) {
                if path.count <= 100 {
                    name = path
                    return
                }
                if let cut = Self.cut(path) {
                    prefix = Array(path[..<cut])
                    name = Array(path[(cut + 1)...])
                    return
                }
            }
            records.append(PaxRecord("path", path))
            name = Self.plain(path)
        }

        /// Where a long path is divided into prefix and name, at a `/` that goes into neither.
        private static func cut(_ path: [UInt8]) -> Int? {
            let inner = path.last == LayerPath.slash ? path.dropLast() : path[...]
            guard let cut = inner.prefix(156).lastIndex(of: LayerPath.slash), cut > 0 else { return nil }
            let rest = path.count - cut - 1
            return rest > 0 && rest <= 100 ? cut : nil
        }

        private static func isPlain(_ bytes: [UInt8]) -> Bool { bytes.allSatisfy { $0 < 0x80 } }

        /// What readers that know no records see: the beginning, in ASCII.
        private static func plain(_ bytes: [UInt8]) -> [UInt8] {
            bytes.prefix(100).map { $0 < 0x80 ? $0 : UInt8(ascii: "_") }
        }

        func block() -> [UInt8] {
            var block = [UInt8](repeating: 0, count: TarHeader.blockSize)
            Self.put(name, at: 0, &block)
            Self.put(octal: mode, width: 7, at: 100, &block)
            Self.put(octal: userID, width: 7, at: 108, &block)
            Self.put(octal: groupID, width: 7, at: 116, &block)
            Self.put(octal: UInt64(size), width: 11, at: 124, &block)
            Self.put(octal: modified, width: 11, at: 136, &block)
            block[156] = type
            Self.put(link, at: 157, &block)
            Self.put(Array("ustar\u{0}00".utf8), at: 257, &block)
            Self.put(octal: UInt64(device.major), width: 7, at: 329, &block)
            Self.put(octal: UInt64(device.minor), width: 7, at: 337, &block)
            Self.put(prefix, at: 345, &block)
            Self.put(octal: TarChecksum.unsigned(block), width: 6, at: 148, &block)
            block[155] = UInt8(ascii: " ")
            return block
        }

        private static func put(_ bytes: [UInt8], at offset: Int, _ block: inout [UInt8]) {
            block.replaceSubrange(offset..<(offset + bytes.count), with: bytes)
        }

        private static func put(octal value: UInt64, width: Int, at offset: Int, _ block: inout [UInt8]) {
            var value = value
            for index in stride(from: offset + width - 1, through: offset, by: -1) {
                block[index] = UInt8(ascii: "0") + UInt8(value & 7)
                value >>= 3
            }
        }
    }
}

/// The checksum of a header block: the sum of its bytes, with the checksum's own field as spaces.
enum TarChecksum {
    static func unsigned(_ block: [UInt8]) -> UInt64 {
        block.withUnsafeBytes { block in
            var sum: UInt64 = 0
            for index in 0..<TarHeader.blockSize where index < 148 || index >= 156 { sum += UInt64(block[index]) }
            return sum + 8 * 32
        }
    }

    /// As some old programs computed it, with signed characters.
    static func signed(_ block: [UInt8]) -> Int64 {
        block.withUnsafeBytes { block in
            var sum: Int64 = 0
            for index in 0..<TarHeader.blockSize where index < 148 || index >= 156 {
                sum += Int64(Int8(bitPattern: block[index]))
            }
            return sum + 8 * 32
        }
    }
}
