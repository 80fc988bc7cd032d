import LayerAnalysis

/// The tree that layers make, found by applying one after the other: slow and plain.
struct AppliedTree {
    /// What is at a path: a directory, or the leaf of a layer, by number and path of its first name.
    private enum Node: Equatable {
        case directory
        case leaf(layer: Int, file: String)
    }

    private var nodes: [String: Node] = [:]
    private let layers: [[LayerChange]]

    init(_ layers: [[LayerChange]]) {
        self.layers = layers
        for (number, layer) in layers.enumerated() { apply(layer, number) }
    }

    private mutating func apply(_ layer: [LayerChange], _ number: Int) {
        // First what goes of the layers below, then what comes.
        for change in layer {
            let path = String(decoding: change.path, as: UTF8.self)
            switch change.kind {
            case .whiteout, .leaf, .hardLink: remove(path, withItself: true)
            case .directory(let isOpaque, _):
                if nodes[path] != .directory { remove(path, withItself: true) }
                if isOpaque { remove(path, withItself: false) }
            }
        }
        for change in layer {
            let path = String(decoding: change.path, as: UTF8.self)
            switch change.kind {
            case .whiteout: break
            case .directory: nodes[path] = .directory
            case .leaf: nodes[path] = .leaf(layer: number, file: path)
            case .hardLink(let target):
                nodes[path] = .leaf(layer: number, file: String(decoding: target, as: UTF8.self))
            }
        }
    }

    private mutating func remove(_ path: String, withItself: Bool) {
        for other in nodes.keys where other.hasPrefix(path + "/") || withItself && other == path { nodes[other] = nil }
    }

    /// The bytes that a layer adds.
    func added(_ number: Int) -> Int64 { files(number).values.reduce(0, +) }

    /// The bytes of a layer that are in the tree.
    func surviving(_ number: Int) -> Int64 {
        files(number).reduce(0) { sum, file in
            sum + (nodes.values.contains(.leaf(layer: number, file: file.key)) ? file.value : 0)
        }
    }

    private func files(_ number: Int) -> [String: Int64] {
        var result: [String: Int64] = [:]
        for change in layers[number] {
            if case .leaf(let bytes) = change.kind { result[String(decoding: change.path, as: UTF8.self)] = bytes }
        }
        return result
    }
}
