public import OCI
internal import Transport

extension RegistryClient {
    /// Removes a manifest with all tags that name it.
    ///
    /// Gives its digest; `nil` where there is none.
    ///
    /// - Throws: `refused` where the registry lets nobody remove anything.
    @discardableResult
    public func delete(manifest reference: ManifestReference) async throws -> Digest? {
        let digest = try await manifestDigest(reference)?.digest
        if let digest { try await delete("manifests/\(digest)") }
        return digest
    }

    /// Removes a blob of the repository.
    ///
    /// - Throws: as ``delete(manifest:)``.
    public func delete(blob digest: Digest) async throws { try await delete("blobs/\(digest)") }

    private func delete(_ what: String) async throws {
        try await run {
            let response = try await self.home.send(.delete(self.home.path)) {
                HTTPRequest(.delete, try await self.home.address(what))
            }
            guard response.isSuccess else {
                throw Refusal(response).error("removing", "\(self.repository): \(what)", host: self.home.host)
            }
        }
    }
}
