public import OCI

/// One image of a build: for each wanted platform there is one.
public struct PlannedImage: Sendable {
    /// The platform that was asked for.
    public let platform: Platform
    /// The tree of the image.
    public let target: FileSystem
    /// The configuration and history that the image gets.
    public let image: ImagePlan
}
