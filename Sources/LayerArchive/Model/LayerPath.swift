internal import LinuxSystem

/// Paths in a layer: bytes, components divided by `/`.
public enum LayerPath {
    static let slash = UInt8(ascii: "/")
    static let dot = UInt8(ascii: ".")
    /// The beginning of names that the OCI layer format keeps for itself.
    static let whiteoutPrefix = Array(".wh.".utf8)
    /// The name that makes its directory opaque.
    static let opaqueName = Array(".wh..wh..opq".utf8)

    /// The canonical order: component by component in byte order, a directory before what it holds.
    public static func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        let shared = ByteOrder.sharedCount(left, right)
        if shared == left.count { return shared < right.count }
        if shared == right.count { return false }
        // At the first difference, the end of a component comes before every other byte.
        if left[shared] == slash { return true }
        if right[shared] == slash { return false }
        return left[shared] < right[shared]
    }

    /// The components of a path.
    public static func components(_ path: [UInt8]) -> [[UInt8]] {
        path.split(separator: slash).map { Array($0) }
    }

    /// The path of the directory that holds an entry; empty for one in the root.
    public static func parent(of path: [UInt8]) -> ArraySlice<UInt8> {
        guard let index = path.lastIndex(of: slash) else { return [] }
        return path[..<index]
    }

    /// The last component.
    public static func name(of path: [UInt8]) -> ArraySlice<UInt8> {
        guard let index = path.lastIndex(of: slash) else { return path[...] }
        return path[(index + 1)...]
    }

    /// The path of a name in a directory.
    public static func join(_ directory: [UInt8], _ name: [UInt8]) -> [UInt8] {
        directory.isEmpty ? name : directory + [slash] + name
    }

    /// Whether a layer may hold an entry of this path: components without `.`, `..`, NUL and `.wh.` at the beginning.
    static func fault(in path: [UInt8]) -> LayerArchiveError? {
        if path.contains(0) { return LayerArchiveError(.badName, "\(shown(path)) holds a NUL byte") }
        let components = path.split(separator: slash, omittingEmptySubsequences: false)
        for component in components {
            if component.isEmpty || component.elementsEqual([dot]) || component.elementsEqual([dot, dot]) {
                return LayerArchiveError(.badName, "\(shown(path)) is no path of a layer entry")
            }
            if component.starts(with: whiteoutPrefix) { return reserved(path) }
        }
        return nil
    }

    static func reserved(_ path: [UInt8]) -> LayerArchiveError {
        LayerArchiveError(
            .reservedName, "\(shown(path)) cannot be in a layer: names that begin with .wh. mark removed files there",
            hint: "rename the file, or remove it in the step that makes it")
    }
}
