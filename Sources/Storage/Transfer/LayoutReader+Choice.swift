internal import OCI

/// Finding one image of a layout by what the user calls it.
extension LayoutReader {
    /// The image of a tag; without one that of `latest`, or the only one.
    ///
    /// - Parameter place: what the layout is called in errors.
    func image(tagged tag: String?, of bytes: [UInt8], in place: String) throws -> LoadableImage {
        let index = try parse(bytes, "index.json of \(place)") as IndexDocument
        let entries = index.value.runnable
        var found = entries.filter { Self.isTagged($0, tag ?? "latest") }
        if found.isEmpty, tag == nil { found = entries }
        guard !found.isEmpty else {
            throw StorageError(
                .noSuchImage, "\(place) has no image tagged \(tag ?? "latest")", hint: Self.choices(entries))
        }
        let names = Set(found.map { $0.annotations[AnnotationKey.referenceName] })
        if tag == nil, names.count > 1 {
            throw StorageError(
                .noSuchImage, "\(place) has several images and none that is tagged latest",
                hint: Self.choices(entries))
        }
        return try require(choice(of: found, place), in: place)
    }

    /// The image of a manifest's or index's digest, whether or not `index.json` leads to it.
    func image(_ digest: Digest, of bytes: [UInt8], in place: String) throws -> LoadableImage {
        let index = try parse(bytes, "index.json of \(place)") as IndexDocument
        if let entry = index.value.manifests.first(where: { $0.digest == digest }) {
            return try require(entry, in: place)
        }
        guard let size = try supply.size(of: digest) else {
            throw StorageError(
                .noSuchImage, "\(place) has nothing of the digest \(digest)", hint: Self.choices(index.value.runnable))
        }
        var entry = Descriptor(mediaType: .ociManifest, digest: digest, size: size)
        let json: JSONValue
        do { json = try JSONValue(parsing: supply.document(entry)) } catch let error as OCIError {
            throw StorageError(
                .invalidArchive, "\(digest) in \(place) is no manifest: \(error.message)",
                hint: Self.choices(index.value.runnable))
        }
        if let type = json["mediaType"]?.stringValue {
            entry.mediaType = MediaType(type)
        } else if json["manifests"] != nil {
            entry.mediaType = .ociIndex
        }
        return try require(entry, in: place)
    }

    /// The entries of an index that a name means: one, or one for each platform. `@N` is the entry of that number; without a
    /// name it is the one that there is, or the one of `latest`.
    ///
    /// - Throws: `.noSuchImage`.
    static func entries(named name: String?, of index: ImageIndex, in place: String) throws -> [Descriptor] {
        let runnable = index.runnable
        if let number = name.flatMap({ $0.hasPrefix("@") ? Int($0.dropFirst()) : nil }) {
            if index.manifests.indices.contains(number) { return [index.manifests[number]] }
            throw StorageError(
                .noSuchImage, "\(place) has \(index.manifests.count) entries, none of the number \(number)",
                hint: "the first has the number 0")
        }
        if let digest = name.flatMap({ $0.hasPrefix("@") ? Digest($0.dropFirst()) : nil }) {
            if let entry = index.manifests.first(where: { $0.digest == digest }) { return [entry] }
            throw StorageError(.noSuchImage, "\(place) does not list \(digest)", hint: choices(runnable))
        }
        if let name {
            var found = index.manifests.filter { $0.annotations[AnnotationKey.referenceName] == name }
            if found.isEmpty { found = runnable.filter { isTagged($0, name) } }
            if found.count == 1 || differInPlatform(found) { return found }
            throw StorageError(
                .noSuchImage, "\(place) has \(found.isEmpty ? "no image" : "several images") named \(name)",
                hint: choices(runnable))
        }
        if runnable.count == 1 || differInPlatform(runnable) { return runnable }
        let latest = runnable.filter { isTagged($0, ImageReference.defaultTag) }
        if latest.count == 1 { return latest }
        throw StorageError(
            .noSuchImage, "\(place) has \(runnable.count) images, and none was named", hint: choices(runnable))
    }

    private func require(_ entry: Descriptor, in place: String) throws -> LoadableImage {
        var choice = entry
        var depth = 0
        while choice.mediaType.isIndex {
            let index = try parse(supply.document(choice), "index \(choice.digest)") as IndexDocument
            guard depth < Self.maximumDepth, let next = index.value.manifest(for: platform) else {
                throw wrongPlatform("\(choice.digest) in \(place)", index.value.runnable)
            }
            choice = next
            depth += 1
        }
        if let image = try image(choice, names: [], depth: 0) { return image }
        throw StorageError(
            .invalidArchive, "\(choice.digest) in \(place) is no image",
            hint: "an image has a manifest with a configuration of an image")
    }

    private static func isTagged(_ entry: Descriptor, _ tag: String) -> Bool {
        entry.annotations[AnnotationKey.referenceName] == tag
            || references(entry).contains { $0.tag == tag || $0.familiar == tag || $0.description == tag }
    }

    private static func choices(_ entries: [Descriptor]) -> String {
        let names = entries.map { $0.annotations[AnnotationKey.referenceName].map { ":\($0)" } ?? "@\($0.digest)" }
        if names.isEmpty { return "it has no image" }
        return "it has " + names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", …" : "")
    }
}
