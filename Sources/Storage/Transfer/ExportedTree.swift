public import SystemPackage

/// The file system of an image, to be written with others.
public struct ExportedTree: Sendable {
    /// What it is called, and the name of its directory where each has one.
    public let name: String
    /// The image.
    public let image: Image
    /// A directory whose files are laid over it.
    public let files: FilePath?

    /// Describes a tree.
    public init(name: String, image: Image, files: FilePath? = nil) {
        self.name = name
        self.image = image
        self.files = files
    }
}
