/// The place of a vertex in its plan.
public struct VertexID: Hashable, Comparable, Sendable {
    /// The index in ``BuildPlan/vertices``.
    public let index: Int

    /// Makes the identity of the vertex at an index.
    public init(index: Int) { self.index = index }

    /// The order of the plan.
    public static func < (left: VertexID, right: VertexID) -> Bool { left.index < right.index }
}

extension VertexID: ExpressibleByIntegerLiteral {
    /// The vertex at an index.
    public init(integerLiteral value: Int) { self.init(index: value) }
}

/// The file tree that a vertex starts from or reads.
public enum FileSystem: Hashable, Sendable {
    /// No file at all.
    case scratch
    /// All layers that a vertex ends with.
    case vertex(VertexID)

    /// The vertex that has to be done before the tree can be read.
    public var vertex: VertexID? {
        switch self {
        case .scratch: nil
        case .vertex(let id): id
        }
    }
}
