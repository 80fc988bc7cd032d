internal import LinuxSystem
internal import OCI
internal import SystemPackage

/// The `index.json` of the store's root, by which other tools find the images in it (layer rule 5).
extension Store {
    /// Notes, in the transaction that changes tags, that the file must be written.
    static func countTagChange(_ connection: Connection) throws(DatabaseError) {
        try connection.run("UPDATE counters SET value = value + 1 WHERE name = 'tags'")
    }

    /// Writes the file if the tags have changed since it was written; also where a process died in between.
    func rewriteIndexIfStale() throws {
        if try tagChange() == nil { return }
        let lock = try whileDoing("writing index.json") { try LockFile.acquire(root.appending("locks/index")) }
        defer { withExtendedLifetime(lock) {} }
        guard let change = try tagChange() else { return }
        let manifests = try imagesByManifest().flatMap { image in
            image.references.map { Self.descriptor(of: image, named: $0) }
        }
        let document = IndexDocument(ImageIndex(manifests: manifests.sorted { Self.name(of: $0) < Self.name(of: $1) }))
        try whileDoing("writing index.json") { try directory.replaceFile("index.json", with: document.bytes) }
        try database.write { connection in
            try connection.run("UPDATE counters SET value = ? WHERE name = 'index'", change)
        }
    }

    private func tagChange() throws -> Int64? {
        try database.read { connection in
            let tags = try connection.integer("SELECT value FROM counters WHERE name = 'tags'")
            return try connection.integer("SELECT value FROM counters WHERE name = 'index'") == tags ? nil : tags
        }
    }

    private static func descriptor(of image: Image, named reference: ImageReference) -> Descriptor {
        var descriptor = image.indexes[reference] ?? image.manifestDescriptor
        if image.indexes[reference] == nil { descriptor.platform = image.platform }
        descriptor.annotations = [
            AnnotationKey.referenceName: reference.familiar, AnnotationKey.containerdImageName: reference.description,
        ]
        return descriptor
    }

    private static func name(of descriptor: Descriptor) -> String {
        descriptor.annotations[AnnotationKey.referenceName] ?? ""
    }
}
