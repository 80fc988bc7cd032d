internal import OCI

/// A device of the host that a container has a node of and may use.
public struct ContainerDevice: Hashable, Sendable {
    /// The node's absolute path in the container.
    public let path: String
    /// Whether it is a block device, not a character device.
    public let isBlock: Bool
    /// The numbers.
    public let major: UInt32
    /// The number among those of the same driver.
    public let minor: UInt32
    /// The low twelve bits of the node's mode.
    public let permissions: UInt32
    /// The node's owner.
    public let userID: UInt32
    /// The node's group.
    public let groupID: UInt32
    /// What may be done with it: of `r`, `w` and `m`.
    public let access: String

    /// Makes a device.
    public init(
        path: String, isBlock: Bool, major: UInt32, minor: UInt32, permissions: UInt32, userID: UInt32, groupID: UInt32,
        access: String
    ) {
        self.path = path
        self.isBlock = isBlock
        self.major = major
        self.minor = minor
        self.permissions = permissions
        self.userID = userID
        self.groupID = groupID
        self.access = access
    }

    /// The node (runtime specification, "Devices").
    var node: JSONValue {
        [
            "path": .string(path), "type": .string(isBlock ? "b" : "c"), "major": .int(major), "minor": .int(minor),
            "fileMode": .int(permissions), "uid": .int(userID), "gid": .int(groupID),
        ]
    }

    /// That it may be used (runtime specification, "Allowed Device list").
    var rule: JSONValue {
        [
            "allow": true, "type": .string(isBlock ? "b" : "c"), "major": .int(major), "minor": .int(minor),
            "access": .string(access),
        ]
    }
}
