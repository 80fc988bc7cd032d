import LayerArchive
import LinuxSystem

/// Lays one tree over another by moving what it holds. Both are on one file system, and nothing stands where the other has a
/// directory but a directory.
enum TreeMerge {
    /// Moves all entries of a directory. Directories that are on both sides become one with the properties of the moved one.
    static func move(_ source: DirectoryHandle, over target: DirectoryHandle) throws {
        for entry in try source.entries() {
            let status = try source.status(of: entry.name)
            let present = try target.statusIfPresent(of: entry.name)
            guard status.kind == .directory, present?.kind == .directory else {
                try source.rename(entry.name, to: entry.name, in: target)
                continue
            }
            let inner = try source.openDirectory(entry.name)
            let place = try target.openDirectory(entry.name)
            try move(inner, over: place)
            try place.setOwner(user: status.userID, group: status.groupID)
            try place.setPermissions(status.permissions)
            for attribute in try inner.keptAttributes(of: []) {
                try place.setAttribute(attribute.name, to: attribute.value)
            }
            try place.setModified(status.modified)
        }
    }
}
