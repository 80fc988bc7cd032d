/// Finds what survives of each layer in the final tree, from the entries of the layers alone.
///
/// Layers are looked at from the top to the bottom: so it is known of every entry whether something above hides it when it
/// comes. Time and memory are proportional to the number of entries (and the depth of their paths); nothing is read.
///
/// The rules are those of the image specification (layer.md, "Representing Changes") and of overlayfs: an entry that is no
/// directory hides everything at and below its path; a directory merges with a directory below it and hides anything else; an
/// opaque directory hides what lies in it below; a removed name hides what lies at its path and below it. Only lower layers
/// are hidden, never the layer itself.
public struct LayerOverlap {
    private let root = PathTree()
    private var fates: [LayerFate] = []

    private init() {}

    /// The fates of layers, both from the bottom to the top. The entries of a layer may come in any order.
    public static func fates(of layers: [[LayerChange]]) -> [LayerFate] {
        var overlap = LayerOverlap()
        for layer in layers.reversed() { overlap.addLower(layer) }
        return overlap.fates.reversed()
    }

    /// Adds the next lower layer.
    private mutating func addLower(_ changes: [LayerChange]) {
        let layer = fates.count
        fates.append(LayerFate())
        fates[layer].entries = changes.count
        var bytes: [[UInt8]: Int64] = [:]
        var survivors: Set<[UInt8]> = []
        var isSeen: [Bool] = []
        for change in changes {
            let seen = look(for: change)
            isSeen.append(seen)
            switch change.kind {
            case .leaf(let count):
                bytes[change.path] = count
                if seen { survivors.insert(change.path) }
            case .hardLink(let target): if seen { survivors.insert(target) }
            case .directory, .whiteout: continue
            }
            if seen { fates[layer].effectiveEntries += 1 }
        }
        fates[layer].addedBytes = bytes.values.reduce(0, +)
        fates[layer].survivingBytes = survivors.reduce(0) { $0 + (bytes[$1] ?? 0) }
        // Only now: a layer does not hide what is its own.
        for (change, seen) in zip(changes, isSeen) { mark(change, layer, isSeen: seen) }
    }

    /// Whether an entry is to be seen under all layers above it. A removed name above that hides it has had its effect.
    private mutating func look(for change: LayerChange) -> Bool {
        let components = change.components
        let nodes = root.nodes(to: components)
        for (depth, node) in nodes.enumerated() {
            let isItself = depth == components.count
            let mark = node.mark
            let hides = isItself ? mark.hidesPath || (mark.isDirectory && !change.isDirectory) : mark.hidesBelow
            guard hides else { continue }
            if change.kind != .whiteout, let removal = mark.removal {
                fates[removal].effectiveEntries += 1
                node.mark.removal = nil
            }
            return false
        }
        return true
    }

    /// Notes what a layer hides of those below it.
    private mutating func mark(_ change: LayerChange, _ layer: Int, isSeen: Bool) {
        let nodes = root.makeNodes(to: change.components)
        for node in nodes.dropLast() { node.mark.isDirectory = true }
        let node = nodes[nodes.count - 1]
        switch change.kind {
        case .directory(let isOpaque, let attributes):
            if isSeen { countDirectory(at: node, layer, attributes) }
            node.mark.isDirectory = true
            if isOpaque {
                // What it hides below it is another directory, which it replaces.
                node.mark.hidesPath = true
                node.mark.hidesBelow = true
            }
        case .whiteout:
            let isHidden = nodes.dropLast().contains { $0.mark.hidesBelow } || node.mark.hidesPath
            if !isHidden { node.mark.removal = layer }
            node.mark.hidesPath = true
            node.mark.hidesBelow = true
        case .leaf, .hardLink:
            node.mark.hidesPath = true
            node.mark.hidesBelow = true
        }
    }

    /// A directory counts for the lowest layer that has it as it is: one above that has the same has it only as a parent.
    private mutating func countDirectory(at node: PathTree, _ layer: Int, _ attributes: UInt64) {
        if let above = node.mark.directory, above.attributes == attributes { fates[above.layer].effectiveEntries -= 1 }
        fates[layer].effectiveEntries += 1
        node.mark.directory = (layer, attributes)
    }
}
