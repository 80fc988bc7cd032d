/// An image that nothing needed when somebody looked.
public struct UnusedImage: Hashable, Sendable {
    /// The image, with the names that it had.
    public let image: Image
    /// The number of the session clock at its last use.
    let touched: Int64
}
