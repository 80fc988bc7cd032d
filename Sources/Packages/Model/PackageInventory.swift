/// The packages of a tree of files.
public struct PackageInventory: Sendable {
    /// Something that could not be read.
    public struct Warning: Hashable, Sendable {
        /// The file, as an absolute path.
        public var place: String
        /// What was found.
        public var message: String
    }

    /// The distribution, where the tree names one.
    public var release: OperatingSystemRelease?
    /// The packages by kind, name and version; the same on every run.
    public var packages: [Package]
    /// What could not be read, by path.
    public var warnings: [Warning]

    /// Makes an inventory of what is known already.
    public init(release: OperatingSystemRelease? = nil, packages: [Package] = [], warnings: [Warning] = []) {
        self.release = release
        self.packages = packages
        self.warnings = warnings
    }
}
