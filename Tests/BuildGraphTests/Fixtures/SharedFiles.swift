import Glibc

/// Files that lie beside the package and are not part of it.
enum SharedFiles {
    /// `$STRATA_SHARED`, or the directory `shared` next to the package.
    static let root: String = {
        if let given = getenv("STRATA_SHARED") { return String(cString: given) }
        let parts = #filePath.split(separator: "/").dropLast(5)
        return "/" + parts.joined(separator: "/") + "/shared"
    }()

    /// The bytes of a file; `nil` where it cannot be read.
    static func read(_ path: String) -> [UInt8]? {
        guard let file = fopen(root + "/" + path, "rb") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }
}

/// Enough of tar to find a file in the contexts of the conformance cases.
enum ContextArchive {
    /// The bytes of a member.
    static func member(_ name: String, in archive: [UInt8]) -> [UInt8]? {
        var offset = 0
        while offset + 512 <= archive.count, archive[offset] != 0 {
            let header = archive[offset..<offset + 512]
            let size = number(header[(offset + 124)..<(offset + 136)])
            let start = offset + 512
            if text(header[offset..<(offset + 100)]) == name, start + size <= archive.count {
                return Array(archive[start..<start + size])
            }
            offset = start + (size + 511) / 512 * 512
        }
        return nil
    }

    private static func text(_ field: ArraySlice<UInt8>) -> String {
        String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
    }

    private static func number(_ field: ArraySlice<UInt8>) -> Int {
        let digits = field.filter { (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }
        return Int(String(decoding: digits, as: UTF8.self), radix: 8) ?? 0
    }
}
