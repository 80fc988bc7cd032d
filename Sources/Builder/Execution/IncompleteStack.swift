import BuildGraph

/// Bytes are needed of a stack of which some layers are gone: only their records told what they contained.
///
/// The executor makes them again and carries the step that asked out anew.
struct IncompleteStack: Error {
    /// The vertex that gave the stack.
    let vertex: VertexID?
}
