public import OCI
internal import Transport

extension RegistryClient {
    /// Removes a tag, or a manifest with all its tags; gives the digest of what was removed, where a manifest was.
    ///
    /// A registry that removes no tags alone is asked to remove the manifest that the tag names: other tags of the same manifest go
    /// with it.
    ///
    /// - Throws: `notFound`; `refused` where the registry removes nothing.
    @discardableResult
    public func delete(manifest reference: ManifestReference) async throws -> Digest? {
        try await run {
            if case .digest(let digest) = reference {
                let subject = try await listedSubject(of: digest)
                try await remove("manifests/\(digest)", reference.suffix)
                if let subject { try await unlistReferrer(digest, of: subject) }
                return digest
            }
            guard let descriptor = try await look(at: reference) else {
                throw RegistryError(
                    .notFound, "deleting \(repository)\(reference.suffix): manifest unknown",
                    hint: "strata tags \(repository) lists what there is")
            }
            do {
                try await remove("manifests/\(reference)", reference.suffix)
                return nil
            } catch let error as RegistryError where error.code == .refused || error.code == .notFound {
                try await remove("manifests/\(descriptor.digest)", reference.suffix)
                return descriptor.digest
            }
        }
    }

    /// Removes a blob from the repository.
    public func delete(blob digest: Digest) async throws {
        try await run { try await remove("blobs/\(digest)", "@\(digest)") }
    }

    private func look(at reference: ManifestReference) async throws -> Descriptor? {
        try await manifestDigest(reference)
    }

    private func remove(_ target: String, _ suffix: String) async throws {
        let home = try home()
        let response = try await home.send(.delete(home.path)) {
            HTTPRequest(.delete, try await home.address(target))
        }
        guard !response.isSuccess else { return }
        let refusal = Refusal(response)
        guard response.refusesMethod || refusal.name == "UNSUPPORTED" else {
            throw refusal.error("deleting", "\(repository)\(suffix)", host: home.host)
        }
        throw RegistryError(
            .refused,
            "deleting \(repository)\(suffix): the registry does not delete: \(refusal.words ?? refusal.statusWords)",
            hint:
                "its owner has to allow that (storage.delete.enabled in docker's registry), or has a page of his own for it"
        )
    }
}
