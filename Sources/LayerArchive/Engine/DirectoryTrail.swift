internal import LinuxSystem

/// The directories from a root down to where a walk is.
///
/// Not all of them stay open: a tree may be thousands of levels deep, and descriptors are few. The last ones are open, and
/// every 64th; the others are opened again, by name from the nearest open one, when the walk comes back to them.
final class DirectoryTrail {
    /// The deepest level that is walked.
    static let maximumDepth = 4096
    private static let window = 64

    private struct Level {
        let name: [UInt8]
        var handle: DirectoryHandle?
    }

    private let root: DirectoryHandle
    private var levels: [Level] = []

    init(_ root: DirectoryHandle) { self.root = root }

    /// The directory where the walk is.
    func current() throws -> DirectoryHandle { try directory(at: levels.count) }

    /// Goes down into a directory of the current one.
    func push(_ name: [UInt8], _ handle: DirectoryHandle) throws {
        guard levels.count < Self.maximumDepth else {
            throw LayerArchiveError(
                .tooLarge, "the tree is more than \(Self.maximumDepth) directories deep at \(shown(name))")
        }
        levels.append(Level(name: name, handle: handle))
        let old = levels.count - 1 - Self.window
        if old >= 0 && old % Self.window != 0 { levels[old].handle = nil }
    }

    /// Goes up.
    func pop() { levels.removeLast() }

    private func directory(at depth: Int) throws -> DirectoryHandle {
        if depth == 0 { return root }
        if let handle = levels[depth - 1].handle { return handle }
        var index = depth - 1
        while index > 0 && levels[index - 1].handle == nil { index -= 1 }
        var handle = index == 0 ? root : levels[index - 1].handle ?? root
        while index < depth {
            handle = try handle.openDirectory(levels[index].name)
            index += 1
        }
        levels[depth - 1].handle = handle
        return handle
    }
}
