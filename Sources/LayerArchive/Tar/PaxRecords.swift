internal import LinuxSystem

/// One record of an extended header: a key and a value.
struct PaxRecord: Hashable {
    let key: String
    let value: [UInt8]

    init(_ key: String, _ value: [UInt8]) {
        self.key = key
        self.value = value
    }

    init(_ key: String, _ value: String) { self.init(key, Array(value.utf8)) }
}

/// The text of an extended header (POSIX.1-2001, pax, "pax Extended Header"): `length key=value\n` each.
enum PaxRecords {
    /// The records in byte order of their keys.
    static func encode(_ records: [PaxRecord]) -> [UInt8] {
        var result: [UInt8] = []
        for record in records.sorted(by: { ByteOrder.precedes(Array($0.key.utf8), Array($1.key.utf8)) }) {
            // The length counts its own digits.
            let rest = record.key.utf8.count + record.value.count + 3
            var length = rest + 1
            while String(length).utf8.count + rest != length { length = String(length).utf8.count + rest }
            result += Array("\(length) \(record.key)=".utf8)
            result += record.value
            result.append(UInt8(ascii: "\n"))
        }
        return result
    }

    /// Reads the records in their order.
    static func decode(_ bytes: [UInt8]) throws(LayerArchiveError) -> [PaxRecord] {
        var result: [PaxRecord] = []
        var position = 0
        while position < bytes.count {
            // Some writers fill the rest of the body with zeros.
            if bytes[position] == 0 && bytes[position...].allSatisfy({ $0 == 0 }) { break }
            guard let record = record(bytes, &position) else {
                throw LayerArchiveError(
                    .badRecord, "an extended header has a broken record at its byte \(position)",
                    hint: "the archive is damaged; make or fetch it again")
            }
            result.append(record)
        }
        return result
    }

    private static func record(_ bytes: [UInt8], _ position: inout Int) -> PaxRecord? {
        var length = 0
        var index = position
        while index < bytes.count, index - position < 10, case let digit = bytes[index], digit >= 48, digit <= 57 {
            length = length * 10 + Int(digit - 48)
            index += 1
        }
        guard index > position, index < bytes.count, bytes[index] == UInt8(ascii: " ") else { return nil }
        guard length <= bytes.count - position, position + length > index + 1 else { return nil }
        let end = position + length - 1
        guard bytes[end] == UInt8(ascii: "\n") else { return nil }
        let body = bytes[(index + 1)..<end]
        guard let equals = body.firstIndex(of: UInt8(ascii: "=")), equals > body.startIndex else { return nil }
        let key = body[..<equals]
        guard !key.contains(0) else { return nil }
        position = end + 1
        return PaxRecord(String(decoding: key, as: UTF8.self), Array(body[(equals + 1)...]))
    }
}
