internal import LinuxSystem
internal import SystemPackage

/// Adds a tree to a directory of the user that holds something already.
///
/// The tree is made under a hidden name in the directory first. Then its entries are renamed to their places, one after
/// the other, each whole. Nothing is written through a link that lies in the directory.
struct TreeAddition {
    private let path: FilePath
    private let directory: DirectoryHandle

    init(to path: FilePath) throws(SystemError) {
        self.path = path
        directory = try DirectoryHandle.open(path)
    }

    /// Lets `body` make the tree, and moves it to its place.
    ///
    /// - Throws: what the body throws; `.conflict` where a directory is in the way of a file.
    func add(_ body: (DirectoryHandle) throws -> Void) throws {
        Unfinished.sweep(directory)
        let (hidden, tree) = try Unfinished.makeDirectory(for: [], in: directory)
        // What is being thrown matters more than a hidden directory, which is empty in the end.
        defer { try? directory.removeTree(hidden) }
        try body(tree)
        try move(tree, into: directory, shownAs: path)
    }

    private func move(_ tree: DirectoryHandle, into place: DirectoryHandle, shownAs path: FilePath) throws {
        for entry in try tree.entries() {
            try Cancellation.check()
            let new = try tree.status(of: entry.name)
            let old = try place.statusIfPresent(of: entry.name)
            let shown = path.appending(String(decoding: entry.name, as: UTF8.self))
            switch (new.kind, old?.kind) {
            case (.directory, .directory):
                let target = try place.openDirectory(entry.name)
                try move(tree.openDirectory(entry.name), into: target, shownAs: shown)
                try target.setOwner(user: new.userID, group: new.groupID)
                try target.setPermissions(new.permissions)
                try target.setModified(new.modified)
            case (_, .directory):
                throw StorageError(
                    .conflict, "\(shown) is a directory, and what is to be written there is none",
                    hint: "name another directory, or remove \(shown)")
            default:
                if new.kind == .directory, old != nil { try place.removeFile(entry.name) }
                try tree.rename(entry.name, to: entry.name, in: place)
            }
        }
    }
}
