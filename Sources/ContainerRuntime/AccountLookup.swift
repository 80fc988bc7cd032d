public import LinuxSystem

/// A user as the kernel knows one: numbers, and the home directory.
public struct Account: Hashable, Sendable {
    /// The user.
    public let userID: UInt32
    /// The primary group.
    public let groupID: UInt32
    /// All groups, the primary one first.
    public let groups: [UInt32]
    /// The home directory; `/` where the image does not say.
    public let home: String
}

/// Finds users and groups in an image's `/etc/passwd` and `/etc/group`.
///
/// The rules are those of Docker's USER: a name or a number, with `:` and a group as a name or a number. A number need
/// not be in the files; a name must.
public enum AccountLookup {
    /// The account that USER names; the empty text names root.
    ///
    /// Without a group the primary one is that of `/etc/passwd` (0 for a number that is not there), and the groups that
    /// list the user's name are added.
    public static func account(_ text: String, in root: DirectoryHandle) throws(ContainerError) -> Account {
        let (user, group) = try split(text)
        let entry = AccountFiles.passwd(in: root).first { entry in
            user.isEmpty ? entry.userID == 0 : entry.name == user || entry.userID == number(user)
        }
        guard let userID = entry?.userID ?? (user.isEmpty ? 0 : number(user)) else { throw unknownUser(user) }
        let home = entry.map(\.home).flatMap { $0.isEmpty ? nil : $0 } ?? "/"
        if let group {
            let groupID = try self.groupID(group, in: root)
            return Account(userID: userID, groupID: groupID, groups: [groupID], home: home)
        }
        let groupID = entry?.groupID ?? 0
        var groups = [groupID]
        if let name = entry?.name {
            for group in AccountFiles.group(in: root)
            where group.members.contains(name) && !groups.contains(group.groupID) {
                groups.append(group.groupID)
            }
        }
        return Account(userID: userID, groupID: groupID, groups: groups, home: home)
    }

    /// The owner that `--chown` names: as for USER, but a number without a group stands for the group as well. A group alone
    /// is root's files of that group.
    public static func owner(
        _ text: String, in root: DirectoryHandle
    ) throws(ContainerError) -> (userID: UInt32, groupID: UInt32) {
        let (user, group) = try split(text)
        if user.isEmpty {
            guard let group else {
                throw ContainerError(.invalidUser, "reading the owner \"\(text)\": it names no user")
            }
            return (0, try groupID(group, in: root))
        }
        var owner: (userID: UInt32, groupID: UInt32)
        if let number = number(user) {
            owner = (number, number)
        } else {
            guard let entry = AccountFiles.passwd(in: root).first(where: { $0.name == user }) else {
                throw unknownUser(user)
            }
            owner = (entry.userID, entry.groupID)
        }
        if let group { owner.groupID = try groupID(group, in: root) }
        return owner
    }

    private static func groupID(_ text: String, in root: DirectoryHandle) throws(ContainerError) -> UInt32 {
        if let number = number(text) { return number }
        if let entry = AccountFiles.group(in: root).first(where: { $0.name == text }) { return entry.groupID }
        throw ContainerError(
            .unknownUser, "unable to find group \(text): no matching entries in group file",
            hint: "add the group in an earlier step, or use its number")
    }

    private static func split(_ text: String) throws(ContainerError) -> (user: String, group: String?) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let user = parts.first ?? ""
        let group = parts.count == 2 && !parts[1].isEmpty ? parts[1] : nil
        for part in [user, group ?? ""] where isNumeric(part) && number(part) == nil {
            throw ContainerError(
                .invalidUser, "reading the user \"\(text)\": \(part) is not in the range from 0 to 2147483647")
        }
        return (user, group)
    }

    private static func isNumeric(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    private static func number(_ text: String) -> UInt32? {
        guard isNumeric(text), let value = UInt32(text), value <= 0x7fff_ffff else { return nil }
        return value
    }

    private static func unknownUser(_ name: String) -> ContainerError {
        ContainerError(
            .unknownUser, "unable to find user \(name): no matching entries in passwd file",
            hint: "add the user in an earlier step, or use its number")
    }
}
