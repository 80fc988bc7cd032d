/// What a tree keeps of an entry: twenty bytes, as there are millions of them.
struct PackedEntry: Hashable, Sendable {
    /// The directory that it is in.
    var parent: UInt32
    /// Where the name begins in the tree's bytes.
    var nameOffset: UInt32
    /// The size in bytes, or where it stands among the wide numbers.
    var size: UInt32 = 0
    /// The time in seconds since 1970, or where it stands among the wide numbers.
    var modified: UInt32 = 0
    /// Kind and marks in the low eight bits, the number of owner and mode in the others.
    var attributes: UInt32 = 0

    /// More owners than this are not told apart.
    static let ownerLimit = 1 << 24

    init(parent: UInt32, nameOffset: UInt32, kind: TreeEntryKind) {
        self.parent = parent
        self.nameOffset = nameOffset
        self.kind = kind
    }

    init(parent: UInt32, nameOffset: UInt32, size: UInt32, modified: UInt32, attributes: UInt32) {
        self.parent = parent
        self.nameOffset = nameOffset
        self.size = size
        self.modified = modified
        self.attributes = attributes
    }

    var kind: TreeEntryKind {
        get { TreeEntryKind(rawValue: UInt8(attributes & 7)) ?? .file }
        set { attributes = attributes & ~7 | UInt32(newValue.rawValue) }
    }
    var isImplied: Bool {
        get { has(3) }
        set { set(3, newValue) }
    }
    var isOpaque: Bool {
        get { has(4) }
        set { set(4, newValue) }
    }
    /// Other entries name it as the directory that they are in, whatever it is itself.
    var hasChildren: Bool {
        get { has(5) }
        set { set(5, newValue) }
    }
    var isSizeWide: Bool {
        get { has(6) }
        set { set(6, newValue) }
    }
    var isTimeWide: Bool {
        get { has(7) }
        set { set(7, newValue) }
    }
    var owner: Int {
        get { Int(attributes >> 8) }
        set { attributes = attributes & 0xFF | UInt32(newValue) << 8 }
    }

    private func has(_ bit: UInt32) -> Bool { attributes >> bit & 1 != 0 }

    private mutating func set(_ bit: UInt32, _ isSet: Bool) {
        attributes = attributes & ~(1 << bit) | (isSet ? 1 << bit : 0)
    }
}

/// Owner, group and mode, which many entries share.
struct EntryOwner: Hashable, Sendable {
    var userID: UInt32 = 0
    var groupID: UInt32 = 0
    var permissions: UInt16 = 0
}
