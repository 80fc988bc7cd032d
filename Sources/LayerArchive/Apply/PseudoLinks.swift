internal import LinuxSystem

/// The files to which AUFS kept its hard links: layers of old images have them below `.wh..wh.plnk`, and elsewhere links to them.
///
/// They are no part of the layer, but what their links stand for is (moby, pkg/archive/diff.go). So they are made where the archive has
/// them, linked to, and removed when all else is there.
final class PseudoLinks {
    private static let name = Array(".wh..wh.plnk".utf8)

    private let root: TreeNode
    private var held: TreeNode?

    init(root: TreeNode) { self.root = root }

    /// Where a file that an archive has below a meaningless name is to be made; `nil` where no link can be to it.
    func place(of components: [[UInt8]]) throws -> LayeredTree.Place? {
        guard components.count > 1, components.first == Self.name, let name = components.last else { return nil }
        return LayeredTree.Place(node: try directory(), name: name)
    }

    /// What a link is made to; `nil` for a target that is elsewhere.
    func place(ofTarget components: [[UInt8]]) -> LayeredTree.Place? {
        guard let held, components.count > 1, components.first == Self.name, let name = components.last else {
            return nil
        }
        return LayeredTree.Place(node: held, name: name)
    }

    /// Removes the files; what is linked to them stays.
    func remove() throws {
        guard held != nil else { return }
        held = nil
        root.isTouched = true
        try root.handle.removeTree(Self.name)
    }

    private func directory() throws -> TreeNode {
        if let held { return held }
        root.isTouched = true
        // A link of the archive may have led here already.
        do throws(SystemError) { try root.handle.makeDirectory(Self.name, permissions: 0o700) } catch {
            if !error.isExisting { throw error }
        }
        let made = try TreeNode(path: Self.name, handle: root.handle.openDirectory(Self.name), base: nil)
        held = made
        return made
    }
}
