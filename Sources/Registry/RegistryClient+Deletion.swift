internal import LinuxSystem
public import OCI
internal import Transport

extension RegistryClient {
    /// So many tags are looked at side by side.
    private static let looksAtOnce = 8

    /// Removes a tag, or a manifest with all its tags.
    ///
    /// A registry that removes no tags alone is asked to remove the manifest that the tag names, if no other tag stands for it but
    /// those of `others`: they would go with it. What its tags stand for is asked once for all calls that share `known`.
    ///
    /// - Throws: `notFound`; `refused` where the registry removes nothing, or more than the tag.
    @discardableResult
    public func delete(
        manifest reference: ManifestReference, with others: Set<String> = [], known: TagDigests = TagDigests()
    ) async throws -> Removal {
        try await run {
            if case .digest(let digest) = reference {
                let subject = try await listedSubject(of: digest)
                try await remove("manifests/\(digest)", reference.suffix)
                known.forget(digest)
                if let subject { try await unlistReferrer(digest, of: subject) }
                return Removal(digest: digest)
            }
            guard let descriptor = try await manifestDigest(reference, atHome: true) else {
                throw RegistryError(
                    .notFound, "deleting \(repository)\(reference.suffix): manifest unknown",
                    hint: "strata tags \(repository) lists what there is")
            }
            do {
                try await remove("manifests/\(reference)", reference.suffix)
                if case .tag(let tag) = reference { known.forget(tag) }
                return Removal()
            } catch let error as RegistryError where error.code == .refused || error.code == .notFound {
                let all = try await known.tags(of: descriptor.digest, named: "\(reference)") {
                    try await self.digestsOfTags()
                }
                let tags = all.filter { .tag($0) != reference }
                try refuse(tags.filter { !others.contains($0) }, of: descriptor.digest, with: reference)
                try await remove("manifests/\(descriptor.digest)", reference.suffix)
                known.forget(descriptor.digest)
                return Removal(digest: descriptor.digest, tags: tags)
            }
        }
    }

    /// Removes a blob from the repository.
    public func delete(blob digest: Digest) async throws {
        try await run { try await remove("blobs/\(digest)", "@\(digest)") }
    }

    /// The manifest of each tag.
    private func digestsOfTags() async throws -> [String: Digest] {
        let found = try await tags().map(atOnce: Self.looksAtOnce) { tag in
            try await self.manifestDigest(.tag(tag), atHome: true).map { (tag, $0.digest) }
        }
        return Dictionary(uniqueKeysWithValues: found.compactMap { $0 })
    }

    /// Refuses to remove a manifest with tags that nobody named.
    private func refuse(_ unnamed: [String], of digest: Digest, with reference: ManifestReference) throws {
        guard let first = unnamed.first else { return }
        let more =
            unnamed.count == 1 ? "" : unnamed.count == 2 ? " and \(unnamed[1])" : " and \(unnamed.count - 1) more"
        throw RegistryError(
            .refused,
            "deleting \(repository)\(reference.suffix): the registry removes no tag alone, and \(first)\(more) would go with it",
            hint: "strata delete \(repository)@\(digest) deletes the image with all its tags")
    }

    private func remove(_ target: String, _ suffix: String) async throws {
        let home = try home()
        let response = try await home.send(.delete(home.path)) {
            HTTPRequest(.delete, try await home.address(target))
        }
        if response.isSuccess { return try Self.refusePages(response.headers, "deleting \(repository)\(suffix)") }
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
