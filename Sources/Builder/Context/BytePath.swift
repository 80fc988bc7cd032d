import LinuxSystem

/// Paths as bytes with `/` between components, as they stand in contexts and images: they need not be UTF-8.
enum BytePath {
    static let slash = UInt8(ascii: "/")
    private static let dot = UInt8(ascii: ".")

    /// The components of a path without empty ones and `.`; `..` stays.
    static func components(_ path: [UInt8]) -> [[UInt8]] {
        path.split(separator: slash).filter { !$0.elementsEqual([dot]) }.map(Array.init)
    }

    /// The components with each `..` applied, and whether one of them tried to leave the root.
    static func normalised(_ path: [UInt8]) -> (components: [[UInt8]], leavesRoot: Bool) {
        var result: [[UInt8]] = []
        var leaves = false
        for component in components(path) {
            if component == [dot, dot] {
                if result.popLast() == nil { leaves = true }
            } else {
                result.append(component)
            }
        }
        return (result, leaves)
    }

    /// Components with `/` between them, none in front.
    static func joined(_ components: some Sequence<[UInt8]>) -> [UInt8] {
        Array(components.joined(separator: [slash]))
    }

    /// A path one step longer.
    static func appending(_ name: [UInt8], to path: [UInt8]) -> [UInt8] {
        if path.isEmpty { return name }
        var result = path
        result.reserveCapacity(path.count + 1 + name.count)
        result.append(slash)
        result.append(contentsOf: name)
        return result
    }

    /// A path as text for messages; what is not UTF-8 is shown as replacement characters.
    static func text(_ path: some Collection<UInt8>) -> String { String(decoding: path, as: UTF8.self) }

    /// Byte order of two names.
    static func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool { ByteOrder.precedes(left, right) }
}
