import BuildGraph
import OCI
import Storage

/// What a vertex of the build graph gave: the stack of layers that the next one stands on.
struct StackState: Sendable {
    /// All layers, the lowest first; `nil` where some are gone.
    private let known: [Layer]?
    /// The digest of all that they contain.
    let chain: Digest
    /// The layer that the vertex itself made, or found in the cache; `nil` where only its record was found.
    let own: Layer?
    /// What that layer contains or, where it is gone, contained; `nil` for a base image.
    let ownContent: Digest?
    /// Nothing had to be done.
    let isCached: Bool
    /// The vertex that gave it.
    var vertex: VertexID?

    init(layers: [Layer]?, chain: Digest, own: Layer?, content: Digest? = nil, isCached: Bool) {
        known = layers
        self.chain = chain
        self.own = own
        ownContent = own?.contentDigest ?? content
        self.isCached = isCached
    }

    /// No layer at all.
    static let empty = StackState(layers: [], chain: LayerStack.emptyChain, own: nil, isCached: true)

    /// Whether every layer is there.
    var isWhole: Bool { known != nil }

    /// All layers, the lowest first.
    ///
    /// - Throws: `IncompleteStack` where some are gone: whoever needs the bytes asks before anything else is begun.
    var layers: [Layer] {
        get throws {
            guard let known else { throw IncompleteStack(vertex: vertex) }
            return known
        }
    }

    /// The stack with one layer more.
    func adding(_ layer: Layer, isCached: Bool) -> StackState {
        StackState(
            layers: known.map { $0 + [layer] }, chain: LayerStack.chainDigest(chain, adding: layer.contentDigest),
            own: layer, isCached: isCached)
    }

    /// The stack with one layer more of which only a record tells what it contained.
    func adding(content: Digest) -> StackState {
        StackState(
            layers: nil, chain: LayerStack.chainDigest(chain, adding: content), own: nil, content: content,
            isCached: true)
    }
}
