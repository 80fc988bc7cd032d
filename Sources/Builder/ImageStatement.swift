public import OCI
public import Storage

/// Something that is to be said of each image of a build, as an in-toto statement in its index.
public struct ImageStatement: Sendable {
    /// Looks at an image that is in the store, under the names that it is going to have, and gives the predicate.
    public typealias Predicate =
        @Sendable (_ image: Image, _ names: [ImageReference], _ store: Store) async throws -> JSONValue

    /// The address that says what kind of statement it is.
    public let predicateType: String
    /// What it is called as a file, where the output is a tree without an index.
    public let file: String
    /// What the progress says while it is made.
    public let title: String
    /// Makes the predicate.
    public let predicate: Predicate

    /// Describes a statement.
    public init(predicateType: String, file: String, title: String, predicate: @escaping Predicate) {
        self.predicateType = predicateType
        self.file = file
        self.title = title
        self.predicate = predicate
    }
}
