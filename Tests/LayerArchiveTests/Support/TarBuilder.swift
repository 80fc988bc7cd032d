import LayerArchive

/// Makes archives byte by byte, hostile ones too.
struct TarBuilder {
    private(set) var bytes: [UInt8] = []

    enum Magic: String { case ustar = "ustar\u{0}00", gnu = "ustar  \u{0}", v7 = "" }

    /// Adds a header as it is told, with a right checksum, and the content with its filling.
    mutating func add(
        _ name: String, type: Character = "0", content: [UInt8] = [], size: Int? = nil, mode: Int = 0o644,
        user: Int = 0, group: Int = 0, modified: Int = 0, link: String = "", device: (Int, Int) = (0, 0),
        magic: Magic = .ustar, patch: (inout [UInt8]) -> Void = { _ in }
    ) {
        var block = [UInt8](repeating: 0, count: 512)
        put(Array(name.utf8.prefix(100)), 0, &block)
        octal(mode, 100, 7, &block)
        octal(user, 108, 7, &block)
        octal(group, 116, 7, &block)
        octal(size ?? content.count, 124, 11, &block)
        octal(modified, 136, 11, &block)
        block[156] = type.asciiValue ?? 0
        put(Array(link.utf8.prefix(100)), 157, &block)
        put(Array(magic.rawValue.utf8), 257, &block)
        if magic != .v7 {
            octal(device.0, 329, 7, &block)
            octal(device.1, 337, 7, &block)
        }
        patch(&block)
        Self.seal(&block)
        bytes += block + content
        bytes += [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
    }

    /// Adds an extended header.
    mutating func extend(_ records: [(String, String)], type: Character = "x") {
        extend(records.map { ($0.0, Array($0.1.utf8)) }, type: type)
    }

    mutating func extend(_ records: [(String, [UInt8])], type: Character = "x") {
        var body: [UInt8] = []
        for (key, value) in records {
            let rest = key.utf8.count + value.count + 3
            var length = rest + 1
            while String(length).utf8.count + rest != length { length = String(length).utf8.count + rest }
            body += Array("\(length) \(key)=".utf8) + value + [10]
        }
        add("PaxHeader", type: type, content: body)
    }

    /// Ends the archive.
    func finished() -> [UInt8] { bytes + [UInt8](repeating: 0, count: 1024) }

    /// Adds bytes as they are.
    mutating func addRaw(_ raw: [UInt8]) { bytes += raw }

    /// Sets the checksum.
    static func seal(_ block: inout [UInt8]) {
        for index in 148..<156 { block[index] = 32 }
        let sum = block.reduce(0) { $0 + Int($1) }
        var text = Array(String(sum, radix: 8).utf8)
        text = [UInt8](repeating: 48, count: 6 - text.count) + text
        block.replaceSubrange(148..<156, with: text + [0, 32])
    }

    private func put(_ bytes: [UInt8], _ offset: Int, _ block: inout [UInt8]) {
        block.replaceSubrange(offset..<(offset + bytes.count), with: bytes)
    }

    private func octal(_ value: Int, _ offset: Int, _ width: Int, _ block: inout [UInt8]) {
        let text = Array(String(value, radix: 8).utf8)
        put([UInt8](repeating: 48, count: max(0, width - text.count)) + text.suffix(width), offset, &block)
    }
}

/// The code of the error that some work ends with; `nil` where it does not.
func code(of work: () throws -> Void) throws -> LayerArchiveError.Code? {
    do {
        try work()
        return nil
    } catch let error as LayerArchiveError {
        return error.code
    }
}
