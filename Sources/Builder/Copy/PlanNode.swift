import LayerArchive
import LinuxSystem

/// One entry of what a COPY or ADD makes, before it is written.
final class PlanNode {
    /// Where a file's bytes come from.
    enum Content {
        /// It is no regular file.
        case none
        /// A file of a selected source.
        case file(source: Int, entry: Int)
        /// A file of a here-document.
        case bytes([UInt8])
    }

    /// What it is.
    var kind: LayerEntry.Kind
    /// The low twelve bits of the mode.
    var permissions: UInt16
    /// The owner.
    var userID: UInt32
    /// The owning group.
    var groupID: UInt32
    /// Modification time in seconds; `nil`: a directory made for the copy, whose time is settled at the end.
    var modified: Int64?
    /// Kept extended attributes.
    var attributes: [ExtendedAttribute] = []
    /// Where a file's bytes come from.
    var content = Content.none
    /// The directory is there in the stack below, so that what it holds there can still be seen.
    var isOverBase = false
    /// The directory only stands here because something below it changes.
    var isUnchanged = false
    /// What a directory holds of the plan.
    var children: [[UInt8]: PlanNode] = [:]

    init(kind: LayerEntry.Kind, permissions: UInt16, userID: UInt32 = 0, groupID: UInt32 = 0, modified: Int64? = nil) {
        self.kind = kind
        self.permissions = permissions
        self.userID = userID
        self.groupID = groupID
        self.modified = modified
    }

    var isDirectory: Bool { kind == .directory }

    /// Byte order of attribute names.
    static func namesPrecede(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    /// The target of a symbolic link; `nil` for everything else.
    var linkTarget: [UInt8]? {
        if case .symbolicLink(let target) = kind { return target }
        return nil
    }

    /// The entry of a layer.
    func entry(at path: [UInt8], madeAt time: Int64) -> LayerEntry {
        LayerEntry(
            path: path, kind: kind, permissions: permissions, userID: userID, groupID: groupID,
            modified: modified ?? time, attributes: attributes)
    }
}
