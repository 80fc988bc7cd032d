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
        self.kind = kind
        self.name = name
        var chunkStart: Int64 = 0
        // Each member once: a table has them by the hundred thousand. The last one of a name counts.
        for member in members.members {
            let value = member.value
            func number() throws -> Int64 {
                guard let number = value.intValue else {
                    throw TableOfContents.bad("\(member.key) of “\(name)” is no number")
                }
                return Int64(number)
            }
            switch member.key {
            case "linkName": link = value.stringValue ?? ""
            case "mode": mode = try number()
            case "size": size = try number()
            case "uid": userID = try number()
            case "gid": groupID = try number()
            case "devMajor": major = try number()
            case "devMinor": minor = try number()
            case "offset": offset = try number()
            case "endOffset": end = try number()
            case "innerOffset": position = try number()
            case "chunkOffset": chunkStart = try number()
            case "modtime":
                modified = value.stringValue.flatMap { Timestamp($0) }.map {
                    FileTime(seconds: $0.seconds, nanoseconds: Int64($0.nanoseconds))
                }
            case "digest": digest = value.stringValue.flatMap { Digest($0) }
            case "userName": userName = value.stringValue ?? ""
            case "groupName": groupName = value.stringValue ?? ""
            case "xattrs":
                attributes = [:]
                guard case .object(let values) = value else { continue }
                for attribute in values.members { attributes[attribute.key] = attribute.value.stringValue }
            default: break
            }
        }
        // Several files may share a frame, each from a place in it on (stargz-snapshotter, docs/smaller-estargz.md).
        lastFrame = offset
        let start = chunkStart.subtractingReportingOverflow(position)
        guard position >= 0, !start.overflow else { throw TableOfContents.bad("innerOffset of “\(name)” cannot be") }
        lastStart = start.partialValue
    }
}
