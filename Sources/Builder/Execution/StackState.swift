import OCI
import Storage

/// What a vertex of the build graph gave: the stack of layers that the next one stands on.
struct StackState: Sendable {
    /// All layers, the lowest first.
    let layers: [Layer]
    /// The digest of all that they contain.
    let chain: Digest
    /// The layer that the vertex itself made, or found in the cache.
    let own: Layer?
    /// Nothing had to be done.
    let isCached: Bool

    /// No layer at all.
    static let empty = StackState(layers: [], chain: LayerStack.emptyChain, own: nil, isCached: true)

    /// The stack with one layer more.
    func adding(_ layer: Layer, isCached: Bool) -> StackState {
        StackState(
            layers: layers + [layer], chain: LayerStack.chainDigest(chain, adding: layer.contentDigest), own: layer,
            isCached: isCached)
    }
}
