/// An extended attribute (xattr(7)) of a layer entry.
public struct ExtendedAttribute: Hashable, Sendable {
    /// The full name, such as `security.capability`.
    public let name: String
    /// The value's bytes.
    public let value: [UInt8]

    /// Makes an attribute.
    public init(name: String, value: [UInt8]) {
        self.name = name
        self.value = value
    }
}

/// Which extended attributes a layer keeps (layer rule 7). The one place where the list is.
public enum KeptAttributes {
    /// Whether an attribute of this name belongs to a layer: `security.capability` and `user.*`, except what overlayfs
    /// keeps for itself under `user.overlay.`.
    public static func isKept(_ name: String) -> Bool {
        if name == "security.capability" { return true }
        return name.hasPrefix("user.") && name.utf8.count > 5 && !isOverlay(name)
    }

    /// Whether overlayfs would act on the attribute: `trusted.overlay.*` and `user.overlay.*`.
    public static func isOverlay(_ name: String) -> Bool {
        name.hasPrefix("trusted.overlay.") || name.hasPrefix("user.overlay.")
    }

    /// The kept ones of a list of names, in byte order.
    static func kept(_ names: [String]) -> [String] {
        names.filter(isKept).sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    }
}

/// What overlayfs writes to mark directories (kernel documentation, filesystems/overlayfs.rst).
enum OverlayAttribute {
    static let opaque = "trusted.overlay.opaque"
    static let opaqueValue: [UInt8] = [UInt8(ascii: "y")]
    static let redirect = "trusted.overlay.redirect"
    static let metacopy = "trusted.overlay.metacopy"
}
