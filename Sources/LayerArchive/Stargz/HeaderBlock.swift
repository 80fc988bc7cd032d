internal import LinuxSystem

/// One header block as other programs write it: ustar (POSIX.1-1988), or GNU's variant.
struct HeaderBlock {
    var name: [UInt8]
    var prefix: [UInt8] = []
    var isGNU = false
    /// Whether what is no ASCII becomes question marks in place of nothing.
    var isReplacing = false
    private var link: [UInt8]
    private var type: UInt8
    private var owners: (user: [UInt8], group: [UInt8]) = ([], [])
    private var mode: Int64
    private var userID: Int64 = 0
    private var groupID: Int64 = 0
    private var size: Int64
    private var modified: Int64 = 0
    private var device: (major: Int64, minor: Int64)? = (0, 0)

    /// The block of an entry; what does not fit is cut.
    init(_ entry: TableEntry, fillsDevice: Bool) {
        (name, link, mode) = (Array(entry.name.utf8), Array(entry.link.utf8), entry.mode)
        (userID, groupID, modified) = (entry.userID, entry.groupID, entry.modified?.seconds ?? 0)
        owners = (Array(entry.userName.utf8), Array(entry.groupName.utf8))
        size = entry.kind == .regular ? entry.size : 0
        switch entry.kind {
        case .regular, .chunk: type = UInt8(ascii: "0")
        case .hardLink: type = UInt8(ascii: "1")
        case .symbolicLink: type = UInt8(ascii: "2")
        case .characterDevice: type = UInt8(ascii: "3")
        case .blockDevice: type = UInt8(ascii: "4")
        case .directory: type = UInt8(ascii: "5")
        case .pipe: type = UInt8(ascii: "6")
        }
        let isDevice = entry.kind == .characterDevice || entry.kind == .blockDevice
        device = isDevice || fillsDevice ? (entry.major, entry.minor) : nil
    }

    private init(name: String, type: UInt8, size: Int) {
        (self.name, self.type, self.size, link, mode) = (Array(name.utf8), type, Int64(size), [], 0)
        device = nil
    }

    /// The block before records or a long name: Go and Python write nothing there but name, type and size.
    static func extending(_ name: String, type: UInt8, size: Int, isGNU: Bool) -> [UInt8] {
        var block = HeaderBlock(name: name, type: type, size: size)
        block.isGNU = isGNU
        return block.bytes
    }

    /// Divides a long path between the two fields, as Go does; whether that was possible.
    mutating func divide(_ path: String) -> Bool {
        let bytes = Array(path.utf8)
        guard bytes.count > 100, bytes.allSatisfy({ $0 < 0x80 }) else { return false }
        let length = bytes.count > 156 ? 156 : bytes.last == LayerPath.slash ? bytes.count - 1 : bytes.count
        guard let cut = bytes[..<length].lastIndex(of: LayerPath.slash), cut > 0, cut <= 155,
            (1...100).contains(bytes.count - cut - 1)
        else { return false }
        (prefix, name) = (Array(bytes[..<cut]), Array(bytes[(cut + 1)...]))
        return true
    }

    var bytes: [UInt8] {
        var block = [UInt8](repeating: 0, count: TarHeader.blockSize)
        put(name, width: 100, at: 0, &block)
        put(octal: mode, width: 7, at: 100, &block)
        put(octal: userID, width: 7, at: 108, &block)
        put(octal: groupID, width: 7, at: 116, &block)
        put(octal: size, width: 11, at: 124, &block)
        put(octal: modified, width: 11, at: 136, &block)
        block[156] = type
        put(link, width: 100, at: 157, &block)
        block.replaceSubrange(257..<265, with: Array((isGNU ? "ustar  \u{0}" : "ustar\u{0}00").utf8))
        put(owners.user, width: 32, at: 265, &block)
        put(owners.group, width: 32, at: 297, &block)
        if let device {
            put(octal: device.major, width: 7, at: 329, &block)
            put(octal: device.minor, width: 7, at: 337, &block)
        }
        put(prefix, width: 155, at: 345, &block)
        put(octal: Int64(TarChecksum.unsigned(block)), width: 6, at: 148, &block)
        block[155] = UInt8(ascii: " ")
        return block
    }

    /// A text, in ASCII; Go leaves no slash at the end of one that was cut, as old readers take that for a directory.
    private func put(_ text: [UInt8], width: Int, at offset: Int, _ block: inout [UInt8]) {
        var plain = text
        if !isGNU, !text.allSatisfy({ $0 < 0x80 }) {
            plain = String(decoding: text, as: UTF8.self).unicodeScalars.compactMap {
                $0.isASCII ? UInt8($0.value) : isReplacing ? UInt8(ascii: "?") : nil
            }
        }
        var cut = plain.prefix(width)
        if plain.count > width, !isReplacing { while cut.last == LayerPath.slash { cut.removeLast() } }
        block.replaceSubrange(offset..<offset + cut.count, with: cut)
    }

    /// A number; 0 for one that a record has in its place.
    private func put(octal value: Int64, width: Int, at offset: Int, _ block: inout [UInt8]) {
        let text = String(value, radix: 8)
        let digits = value < 0 || text.utf8.count > width ? "0" : text
        let filled = [UInt8](repeating: UInt8(ascii: "0"), count: width - digits.utf8.count) + Array(digits.utf8)
        block.replaceSubrange(offset..<offset + width, with: filled)
    }
}
