/// The header of an installed package as rpm's databases keep it (rpm, docs/manual/hregions.md, format_header.md): a count of
/// index entries, a length of data, the entries, the data; all big-endian.
enum RPMHeader {
    /// Bounds of rpm itself (`HEADER_TAGS_MAX`, `HEADER_DATA_MAX`).
    private static let maximumEntries = 0xFFFF
    private static let maximumData = 256 << 20

    private enum Tag: Int {
        case name = 1000, version = 1001, release = 1002, epoch = 1003, summary = 1004, vendor = 1011, licence = 1014
        case packager = 1015, homepage = 1020, architecture = 1022, sourcePackage = 1044
    }

    /// A key that rpm keeps as if it were a package.
    private static let publicKey = "gpg-pubkey"

    /// The package of a header; `nil` for keys and for bytes that are none.
    static func package(_ blob: [UInt8], place: String) -> Package? {
        guard let values = values(BinaryReader(blob, bigEndian: true)), let name = values[.name],
            let version = values[.version], name != publicKey
        else { return nil }
        let release = values[.release].map { "-" + $0 } ?? ""
        let epoch = values[.epoch].map { $0 + ":" } ?? ""
        var result = Package(.rpm, name, version: epoch + version + release, place: place)
        result.architecture = values[.architecture]
        result.maintainer = values[.packager] ?? values[.vendor]
        result.summary = values[.summary]
        result.homepage = values[.homepage]
        result.licences = values[.licence].map { [$0] } ?? []
        result.source = values[.sourcePackage].flatMap { source($0, name, version + release) }
        return result
    }

    private static func values(_ reader: BinaryReader) -> [Tag: String]? {
        guard let count = reader.word(at: 0), let length = reader.word(at: 4), count <= maximumEntries,
            length <= maximumData, reader.bytes.count >= 8 + count * 16
        else { return nil }
        let data = 8 + count * 16
        var result: [Tag: String] = [:]
        for entry in 0..<count {
            let place = 8 + entry * 16
            guard let number = reader.word(at: place), let tag = Tag(rawValue: number), result[tag] == nil,
                let type = reader.word(at: place + 4), let offset = reader.word(at: place + 8), offset < length
            else { continue }
            switch type {
            case 4: result[tag] = reader.word(at: data + offset).map(String.init)
            case 6, 8, 9:
                let text = reader.text(at: data + offset)
                result[tag] = text.flatMap { $0.isEmpty || $0 == "(none)" ? nil : $0 }
            default: continue
            }
        }
        return result
    }

    /// `NAME-VERSION-RELEASE.src.rpm`.
    private static func source(_ file: String, _ name: String, _ version: String) -> Package.Source? {
        var text = Substring(file)
        for suffix in [".src.rpm", ".nosrc.rpm"] where text.hasSuffix(suffix) { text = text.dropLast(suffix.count) }
        guard let release = text.lastIndex(of: "-"),
            let dash = text[..<release].lastIndex(of: "-"), dash > text.startIndex
        else { return nil }
        let own = String(text[text.index(after: dash)...])
        let sourceName = String(text[..<dash])
        if sourceName == name, own == version { return nil }
        return Package.Source(name: sourceName, version: own)
    }
}
