internal import LinuxSystem

/// The extended attributes of an entry in an upper directory: what the layer keeps, what overlayfs meant, and the rest.
struct UpperAttributes {
    /// What belongs to the layer, in byte order of the names.
    let kept: [ExtendedAttribute]
    /// The directory hides what is below.
    let isOpaque: Bool
    /// The names that no layer keeps; the opaque mark is not among them.
    private let others: [String]
    private let hasOpaqueMark: Bool

    private static let none = UpperAttributes(kept: [], isOpaque: false, others: [], hasOpaqueMark: false)

    private init(kept: [ExtendedAttribute], isOpaque: Bool, others: [String], hasOpaqueMark: Bool) {
        self.kept = kept
        self.isOpaque = isOpaque
        self.others = others
        self.hasOpaqueMark = hasOpaqueMark
    }

    private init(_ names: [String], value: (String) throws -> [UInt8]?) throws {
        var others: [String] = []
        var hasOpaqueMark = false
        var isOpaque = false
        for name in names where !KeptAttributes.isKept(name) {
            switch name {
            case OverlayAttribute.redirect, OverlayAttribute.metacopy: throw Self.redirected(name)
            case OverlayAttribute.opaque:
                hasOpaqueMark = true
                isOpaque = try value(name) == OverlayAttribute.opaqueValue
            default: others.append(name)
            }
        }
        let kept = try KeptAttributes.kept(names).compactMap { name in
            try value(name).map { ExtendedAttribute(name: name, value: $0) }
        }
        self.init(kept: kept, isOpaque: isOpaque, others: others, hasOpaqueMark: hasOpaqueMark)
    }

    /// Reads those of an open directory.
    static func read(of directory: DirectoryHandle) throws -> UpperAttributes {
        let names = try directory.ownAttributeNames()
        return names.isEmpty ? .none : try UpperAttributes(names) { try directory.ownAttribute($0) }
    }

    /// Reads those of an entry that is no directory. Links and nodes can have none that a layer keeps, so that theirs
    /// are looked at only when `listing`.
    static func read(
        of name: [UInt8], file: FileHandle?, in directory: DirectoryHandle, listing: Bool
    ) throws -> UpperAttributes {
        if let file {
            let names = try file.attributeNames()
            return names.isEmpty ? .none : try UpperAttributes(names) { try file.attribute($0) }
        }
        if !listing { return .none }
        let names = try directory.attributeNames(of: name).filter { $0.hasPrefix("trusted.") }
        return names.isEmpty ? .none : try UpperAttributes(names) { try directory.attribute($0, of: name) }
    }

    /// Removes from a directory what no layer keeps.
    func strip(from directory: DirectoryHandle, keepingOpaque: Bool) throws {
        try strip(from: directory, name: [])
        if hasOpaqueMark && !keepingOpaque { try directory.removeAttribute(OverlayAttribute.opaque) }
    }

    /// Removes from an entry what no layer keeps.
    func strip(from directory: DirectoryHandle, name: [UInt8]) throws {
        // The security modules of the running kernel keep theirs; they are not the image's.
        for attribute in others where !attribute.hasPrefix("security.") {
            try directory.removeAttribute(attribute, of: name)
        }
    }

    private static func redirected(_ name: String) -> LayerArchiveError {
        LayerArchiveError(
            .redirected, "a directory written by overlayfs has the attribute \(name), so that its content is elsewhere",
            hint: "mount overlays with redirect_dir=nofollow,metacopy=off")
    }
}
