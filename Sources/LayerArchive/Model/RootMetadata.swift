public import LinuxSystem

/// Owner, mode and attributes of a root directory. They belong to the stack of layers, and are set on every upper
/// directory before it is mounted (layer rule 9).
public struct RootMetadata: Hashable, Sendable {
    /// The low twelve bits of the mode.
    public let permissions: UInt16
    /// The owner.
    public let userID: UInt32
    /// The owning group.
    public let groupID: UInt32
    /// Kept extended attributes, in byte order of their names.
    public let attributes: [ExtendedAttribute]

    /// Makes root metadata.
    public init(permissions: UInt16, userID: UInt32, groupID: UInt32, attributes: [ExtendedAttribute] = []) {
        self.permissions = permissions
        self.userID = userID
        self.groupID = groupID
        self.attributes = attributes
    }

    /// What a root has where no layer says anything: mode 0755, owned by root.
    public static let `default` = RootMetadata(permissions: 0o755, userID: 0, groupID: 0)

    /// Reads what a directory has.
    public init(of directory: DirectoryHandle) throws(SystemError) {
        let status = try directory.status()
        self.init(
            permissions: status.permissions, userID: status.userID, groupID: status.groupID,
            attributes: try directory.keptAttributes())
    }

    /// Gives a directory this owner and mode, and these attributes besides those that it has.
    public func apply(to directory: DirectoryHandle) throws(SystemError) {
        try directory.setOwner(user: userID, group: groupID)
        try directory.setPermissions(permissions)
        for attribute in attributes { try directory.setAttribute(attribute.name, to: attribute.value) }
    }
}

extension DirectoryHandle {
    /// The directory's own kept attributes, in byte order of their names.
    func keptAttributes() throws(SystemError) -> [ExtendedAttribute] {
        var result: [ExtendedAttribute] = []
        for name in KeptAttributes.kept(try ownAttributeNames()) {
            if let value = try ownAttribute(name) { result.append(ExtendedAttribute(name: name, value: value)) }
        }
        return result
    }
}

extension FileHandle {
    /// The file's kept attributes, in byte order of their names.
    func keptAttributes() throws(SystemError) -> [ExtendedAttribute] {
        var result: [ExtendedAttribute] = []
        for name in KeptAttributes.kept(try attributeNames()) {
            if let value = try attribute(name) { result.append(ExtendedAttribute(name: name, value: value)) }
        }
        return result
    }
}
