internal import LinuxSystem
internal import OCI

extension TableEntry {
    /// Reads an entry.
    ///
    /// - Throws: `badTable`.
    init(json: JSONValue) throws {
        guard case .object(let members) = json, let kind = members["type"]?.stringValue.flatMap({ Kind(rawValue: $0) }),
            let name = members["name"]?.stringValue
        else { throw TableOfContents.bad("it has an entry without kind or name") }
        func number(_ key: String) throws -> Int64 {
            guard let value = members[key] else { return 0 }
            guard let number = value.intValue else { throw TableOfContents.bad("\(key) of “\(name)” is no number") }
            return Int64(number)
        }
        self.kind = kind
        self.name = name
        link = members["linkName"]?.stringValue ?? ""
        (mode, size) = (try number("mode"), try number("size"))
        (userID, groupID) = (try number("uid"), try number("gid"))
        (major, minor) = (try number("devMajor"), try number("devMinor"))
        (offset, end) = (try number("offset"), try number("endOffset"))
        // Several files may share a frame, each from a place in it on (stargz-snapshotter, docs/smaller-estargz.md).
        (position, lastFrame) = (try number("innerOffset"), offset)
        let start = try number("chunkOffset").subtractingReportingOverflow(position)
        guard position >= 0, !start.overflow else { throw TableOfContents.bad("innerOffset of “\(name)” cannot be") }
        lastStart = start.partialValue
        if let time = members["modtime"]?.stringValue.flatMap({ Timestamp($0) }) {
            modified = FileTime(seconds: time.seconds, nanoseconds: Int64(time.nanoseconds))
        }
        digest = members["digest"]?.stringValue.flatMap { Digest($0) }
        (userName, groupName) = (members["userName"]?.stringValue ?? "", members["groupName"]?.stringValue ?? "")
        if case .object(let values)? = members["xattrs"] {
            for member in values.members { attributes[member.key] = member.value.stringValue }
        }
    }
}
