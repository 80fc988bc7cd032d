import LayerArchive
import LinuxSystem

/// Opens the files of a scanned tree, keeping the directory of the last one open.
struct SourceReader {
    let source: SourceTree
    let tree: ScannedTree
    private var parent: Int32 = -2
    private var directory: DirectoryHandle?

    init(source: SourceTree, tree: ScannedTree) {
        self.source = source
        self.tree = tree
    }

    /// Opens a regular file for reading.
    mutating func open(_ entry: Int) throws -> FileHandle {
        do throws(SystemError) {
            let (directory, name) = try place(of: entry)
            return try directory.openForReading(name)
        } catch {
            throw error.isNotFound ? changed(entry) : error
        }
    }

    /// The attributes of an entry that arrive at the destination.
    mutating func attributes(_ entry: Int) throws -> [ExtendedAttribute] {
        let kind = tree.entries[entry].status.kind
        if kind == .symbolicLink || !source.kind.hasOwners && kind != .regular { return [] }
        let (directory, name) = try place(of: entry)
        let kept = try directory.keptAttributes(of: name)
        return source.kind.hasOwners ? kept : kept.filter { $0.name == "security.capability" }
    }

    /// The attributes of an open regular file that arrive at the destination.
    func attributes(of file: FileHandle, _ entry: Int) throws -> [ExtendedAttribute] {
        guard !source.kind.hasOwners else {
            let names = try file.attributeNames().filter(KeptAttributes.isKept).sorted(by: PlanNode.namesPrecede)
            return try names.compactMap { name in
                try file.attribute(name).map { ExtendedAttribute(name: name, value: $0) }
            }
        }
        return try file.attribute("security.capability").map {
            [ExtendedAttribute(name: "security.capability", value: $0)]
        } ?? []
    }

    /// Compares a file that has been read with what was scanned.
    func requireUnchanged(_ file: FileHandle, _ entry: Int) throws {
        let now = try file.status()
        let scanned = tree.entries[entry].status
        if now.modified == scanned.modified, now.changed == scanned.changed, now.size == scanned.size { return }
        throw changed(entry)
    }

    /// The error for a file that is not what it was when it was scanned.
    func changed(_ entry: Int) -> BuildError {
        BuildError(
            .contextChanged, "“\(BytePath.text(tree.path(of: entry)))” changed while the build read it",
            hint: "build again when nothing writes to \(source.name)")
    }

    /// The directory that holds an entry, and the entry's name in it.
    mutating func place(of entry: Int) throws(SystemError) -> (DirectoryHandle, [UInt8]) {
        let wanted = tree.entries[entry].parent
        if let directory, wanted == parent { return (directory, tree.entries[entry].name.bytes) }
        let path = wanted < 0 ? tree.path.split(separator: BytePath.slash).dropLast().map(Array.init) : nil
        let opened = try source.root.directory(at: path.map(BytePath.joined) ?? tree.path(of: Int(wanted)))
        directory = opened
        parent = wanted
        return (opened, tree.entries[entry].name.bytes)
    }
}
