public import Packages

/// The packages of an image.
extension InspectedImage {
    /// Lists the packages that are there when all layers are stacked. Every layer is read once, from the bottom (one with a database that
    /// has a log beside it, twice); of layer directories only the files that tell of packages.
    ///
    /// - Throws: `InspectionError` (`badLayer`), `RegistryError`; `CancellationError`.
    public func packages() async throws -> PackageInventory {
        var collection = PackageCollection()
        for layer in layers { try await collection.add(layer) }
        var search = collection.search
        try await search.readLogged(in: layers)
        return search.inventory()
    }
}

extension PackageSearch {
    /// Reads databases once more beside which a log lies, each from the uppermost layer that has it.
    mutating func readLogged(in layers: [InspectedLayer]) async throws {
        for path in loggedDatabases {
            for layer in layers.reversed() {
                guard let bytes = try await layer.read(path, limit: PackageFile.rpm.limit) else { continue }
                add(bytes, of: .rpm, at: path)
                break
            }
        }
    }
}
