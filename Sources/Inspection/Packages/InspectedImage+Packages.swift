public import Packages

/// The packages of an image.
extension InspectedImage {
    /// Lists the packages that are there when all layers are stacked. Every layer is read once, from the bottom; of layer
    /// directories only the files that tell of packages.
    ///
    /// - Throws: `InspectionError` (`badLayer`), `RegistryError`; `CancellationError`.
    public func packages() async throws -> PackageInventory {
        var collection = PackageCollection()
        for layer in layers { try await collection.add(layer) }
        return collection.search.inventory()
    }
}
