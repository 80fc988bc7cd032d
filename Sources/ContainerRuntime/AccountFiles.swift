internal import LinuxSystem

/// The lines of an image's `/etc/passwd` (passwd(5)) and `/etc/group` (group(5)).
///
/// A line that is not of the format is passed over, as the C library does; a missing file has no lines.
enum AccountFiles {
    struct User {
        let name: String
        let userID: UInt32
        let groupID: UInt32
        let home: String
    }

    struct Group {
        let name: String
        let groupID: UInt32
        let members: [String]
    }

    static func passwd(in root: DirectoryHandle) -> [User] {
        lines("etc/passwd", in: root).compactMap { fields in
            guard fields.count >= 4, let user = UInt32(fields[2]), let group = UInt32(fields[3]) else { return nil }
            return User(name: fields[0], userID: user, groupID: group, home: fields.count > 5 ? fields[5] : "")
        }
    }

    static func group(in root: DirectoryHandle) -> [Group] {
        lines("etc/group", in: root).compactMap { fields in
            guard fields.count >= 3, let group = UInt32(fields[2]) else { return nil }
            let members = fields.count > 3 ? fields[3].split(separator: ",").map(String.init) : []
            return Group(name: fields[0], groupID: group, members: members)
        }
    }

    /// The fields of each line. More than 16 MiB are not read: no account file is so long.
    private static func lines(_ path: String, in root: DirectoryHandle) -> [[String]] {
        guard let bytes = try? root.readFile(inRoot: Array(path.utf8), limit: 16 << 20) else { return [] }
        return bytes.split(separator: UInt8(ascii: "\n")).map { line in
            line.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
                .map { String(decoding: $0, as: UTF8.self) }
        }
    }
}
