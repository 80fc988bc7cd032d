internal import LinuxSystem
public import OCI

/// The JSON documents of an image, as the bytes that were stored.
extension Store {
    /// The configuration of an image.
    ///
    /// - Throws: `.missingBlob`, `.corruptBlob`.
    public func configuration(of image: Image) throws -> ConfigurationDocument {
        try document(image.id, "configuration of image \(image.id.short)")
    }

    /// The manifest of an image.
    ///
    /// - Throws: `.missingBlob`, `.corruptBlob`.
    public func manifest(of image: Image) throws -> ManifestDocument {
        try document(image.manifestDigest, "manifest of image \(image.id.short)")
    }

    func document<Value>(_ digest: Digest, _ what: String) throws -> Document<Value> {
        let bytes = try bytes(of: digest, what)
        do throws(OCIError) {
            let document = try Document<Value>(bytes: bytes)
            if document.digest == digest { return document }
        } catch {
            if Digest.of(bytes) == digest {
                throw StorageError(
                    .corruptBlob, "the \(what) cannot be read: \(error.message)", hint: error.hint, cause: error)
            }
        }
        throw Self.damaged(digest, what)
    }

    /// The bytes of a small blob that is kept, verified.
    ///
    /// - Throws: `.missingBlob`, `.corruptBlob`.
    public func blob(_ digest: Digest) throws -> [UInt8] {
        let bytes = try bytes(of: digest, "blob")
        if Digest.of(bytes) == digest { return bytes }
        throw Self.damaged(digest, "blob")
    }

    private func bytes(of digest: Digest, _ what: String) throws -> [UInt8] {
        do throws(SystemError) {
            return try directory.openFile(Self.blobName(digest)).readAll(limit: 64 << 20)
        } catch {
            if !error.isNotFound { throw StorageError(error, doing: "reading the \(what)") }
            throw StorageError(
                .missingBlob, "the \(what) is missing from the store: \(digest)",
                hint: "load or build the image again; `strata store check` tells what else is missing", cause: error)
        }
    }

    private static func damaged(_ digest: Digest, _ what: String) -> StorageError {
        StorageError(
            .corruptBlob, "the \(what) is damaged: its bytes do not have the digest \(digest)",
            hint: "load or build the image again; `strata store check` tells what else is damaged")
    }
}
