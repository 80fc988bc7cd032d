extension StackedView {
    /// How many links one path may lead through, as Linux has it.
    private static var linkLimit: Int { 40 }

    /// What a path leads to in the upper tree, through symbolic links on the way and at its end, as programs in a container find it; `nil`
    /// where nothing is there, or links lead in circles.
    public func resolved(_ path: [UInt8]) -> Int? {
        var waiting = Array(path.split(separator: UInt8(ascii: "/")).reversed())
        var node = StackedTree.root
        var links = 0
        while let name = waiting.popLast() {
            if name.elementsEqual(".".utf8) { continue }
            if name.elementsEqual("..".utf8) {
                node = stack.parent(of: node)
                continue
            }
            guard let next = stack.child(name, of: node), let place = entry(of: next) else { return nil }
            guard let target = target(of: place) else {
                node = next
                continue
            }
            links += 1
            if links > Self.linkLimit { return nil }
            if target.first == UInt8(ascii: "/") { node = StackedTree.root }
            waiting += target.split(separator: UInt8(ascii: "/")).reversed()
        }
        return node
    }

    private func target(of place: StackedTree.Occurrence) -> ArraySlice<UInt8>? {
        let tree = stack.layers[place.layer]
        return tree.kind(of: place.entry) == .symbolicLink ? tree.linkTarget(of: place.entry) : nil
    }
}
