public import OCI
public import Registry
public import Storage

/// Moves images between a store and registries.
///
/// Calls run on the executor for blocking work; several may run at once.
public struct Distribution: Sendable {
    /// Where images are kept here.
    public let store: Store
    /// How registries are asked.
    public let settings: RegistrySettings
    /// How many layers come at once.
    public var downloadsAtOnce = 3
    /// How many layers go at once.
    public var uploadsAtOnce = 5
    /// How many layers are compressed at once, to go meanwhile; each has memory for its compression.
    public var compressionsAtOnce = 3

    /// Moves images into and out of a store.
    public init(store: Store, settings: RegistrySettings) {
        self.store = store
        self.settings = settings
    }
}

extension Distribution {
    /// The names of all images of a repository; what lists the referrers of an image (`sha256-…`) is none. Others may be artifacts.
    ///
    /// - Throws: `RegistryError`.
    public func tags(of repository: RepositoryName) async throws -> [ImageReference] {
        let tags = try await RegistryClient(Repository(repository), settings: settings).tags()
        return try tags.filter { !RegistryClient.isReferrersTag($0) }.map {
            try ImageReference(repository: repository, taggedBy: $0)
        }
    }
}
