internal import OCI

/// Everything of a tar that is not the bytes of its files, as `tar-split` (vbatts/tar-split, tar/storage) writes it: JSON, a line
/// for each piece.
///
/// As its readers expect, a piece with a header begins with what fills the block before it, and has nothing after it.
struct TarSplit {
    private var position = 0

    /// Bytes of the tar.
    mutating func segment(_ bytes: [UInt8]) -> [UInt8] {
        line(#"{"type":2,"payload":"\#(Base64.encode(bytes))""#)
    }

    /// The place of an entry's bytes; `sum` of those that have any.
    mutating func file(_ name: String, size: Int64, sum: CRC64?) -> [UInt8] {
        let payload = sum.map { "\"\(Base64.encode($0.bytes))\"" } ?? "null"
        let length = size == 0 ? "" : ",\"size\":\(size)"
        return line(#"{"type":1,"name":\#(JSONValue.string(name).compact())\#(length),"payload":\#(payload)"#)
    }

    private mutating func line(_ beginning: String) -> [UInt8] {
        defer { position += 1 }
        return Array("\(beginning),\"position\":\(position)}\n".utf8)
    }
}
