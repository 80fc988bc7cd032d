/// The members of a JSON object with their places: for files that people write by hand.
public struct JSONPlaces: Sendable {
    /// One member.
    public struct Member: Sendable {
        /// Its name.
        public let key: String
        /// Its value.
        public let value: JSONValue
        /// The line on which its name stands, from 1 on.
        public let line: Int
    }

    /// Why a text is no JSON object.
    public struct Fault: Error, Sendable {
        /// The line, from 1 on.
        public let line: Int
        /// What was wanted there, and what was found.
        public let reason: String
    }

    /// The members in order; a name that stands twice is there twice.
    public let members: [Member]

    /// Reads one object (RFC 8259).
    public init(parsing bytes: [UInt8]) throws(Fault) {
        var parser = JSONParser(bytes: bytes, limits: .standard)
        let value: JSONValue
        do throws(OCIError) { value = try parser.document() } catch {
            throw Fault(line: Self.line(of: parser.index, in: bytes), reason: error.message)
        }
        guard case .object(let object) = value else {
            throw Fault(line: 1, reason: "there is \(value.kindInWords) where an object is wanted")
        }
        var line = 1
        var place = 0
        members = zip(object.members, parser.outerNames).map { member, offset in
            line += bytes[place..<offset].count { $0 == 0x0A }
            place = offset
            return Member(key: member.key, value: member.value, line: line)
        }
    }

    private static func line(of offset: Int, in bytes: [UInt8]) -> Int {
        1 + bytes.prefix(offset).count { $0 == 0x0A }
    }
}
