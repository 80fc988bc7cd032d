internal import LinuxSystem
internal import OCI

extension RegistryClient {
    /// How often a list is written again that somebody else wrote at the same moment.
    private static let tries = 5

    /// Lists a manifest with a subject under the tag `sha256-…` of that (distribution-spec, "Pushing Manifests with Subject"); does
    /// nothing for one without.
    ///
    /// A tag has no compare-and-swap: what is there afterwards is looked at, and written again where the entry was lost.
    func listReferrer(_ bytes: [UInt8], mediaType: String) async throws {
        guard let json = try? JSONValue(parsing: bytes), let subject = json["subject"],
            let digest = subject["digest"]?.stringValue.flatMap({ Digest($0) })
        else { return }
        var entry = Descriptor(mediaType: MediaType(mediaType), digest: Digest.of(bytes), size: Int64(bytes.count))
        let type = json["artifactType"]?.stringValue ?? json["config"]?["mediaType"]?.stringValue
        entry.artifactType = type?.isEmpty == false ? type : nil
        entry.annotations = (json["annotations"]?.objectValue ?? [:]).members.reduce(into: [:]) {
            $0[$1.key] = $1.value.stringValue
        }
        for _ in 0..<Self.tries {
            var list = try await fallbackIndex(of: digest)
            if list.contains(where: { $0.digest == entry.digest }) { return }
            list.append(entry)
            DebugLog.note("registry", "listing \(entry.digest) under \(Self.fallbackTag(of: digest))")
            try await putManifest(
                IndexDocument(ImageIndex(manifests: list)).bytes, mediaType: MediaType.ociIndex.rawValue,
                as: Self.fallbackTag(of: digest))
        }
        guard try await fallbackIndex(of: digest).contains(where: { $0.digest == entry.digest }) else {
            throw RegistryError(
                .refused, "listing what refers to \(repository)@\(digest): others write the list all the time",
                hint: "copy again")
        }
    }

    /// The subject of a manifest, where the tag `sha256-…` of that lists the manifest; `nil` for one without, and where the
    /// registry lists them itself.
    func listedSubject(of digest: Digest) async throws -> Digest? {
        let bytes: [UInt8]
        do { bytes = try await manifest(.digest(digest), atHome: true).bytes } catch let error as RegistryError
            where error.code == .notFound
        { return nil }
        guard
            let subject = (try? JSONValue(parsing: bytes))?["subject"]?["digest"]?.stringValue.flatMap({ Digest($0) }),
            try await fallbackIndex(of: subject).contains(where: { $0.digest == digest })
        else { return nil }
        return subject
    }

    /// Takes a manifest out of the list under the tag `sha256-…` of its subject (distribution-spec, "Deleting Manifests").
    func unlistReferrer(_ digest: Digest, of subject: Digest) async throws {
        for _ in 0..<Self.tries {
            let list = try await fallbackIndex(of: subject)
            let rest = list.filter { $0.digest != digest }
            if rest.count == list.count { return }
            DebugLog.note("registry", "no longer listing \(digest) under \(Self.fallbackTag(of: subject))")
            try await putManifest(
                IndexDocument(ImageIndex(manifests: rest)).bytes, mediaType: MediaType.ociIndex.rawValue,
                as: Self.fallbackTag(of: subject))
        }
    }
}
