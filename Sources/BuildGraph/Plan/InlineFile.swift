/// A file whose bytes stand in the Dockerfile itself, as a here-document.
public struct InlineFile: Sendable, Hashable {
    /// The name of the here-document, which is the file's name.
    public let name: String
    /// The content, already expanded where the Dockerfile asks for that.
    public let bytes: [UInt8]
    /// The permission bits.
    public let mode: UInt16

    /// Makes a file of a here-document.
    public init(name: String, bytes: [UInt8], mode: UInt16) {
        self.name = name
        self.bytes = bytes
        self.mode = mode
    }
}
