import OCI
import Storage

extension CopyOptions {
    /// The further names as whole ones; a word is a tag of the repository of `reference`.
    ///
    /// - Throws: `OCIError` for what cannot be a name; `StorageError` with `conflict` for a tag where there is no repository.
    func references(beside reference: ImageReference?) throws -> [ImageReference] {
        try additionalNames.map { name in
            if name.contains(where: { ":/@".contains($0) }) {
                return try ImageReference(parsing: name).withDefaultTag()
            }
            guard let reference else {
                throw StorageError(
                    .conflict, "the additional tag \(name) has no name before it, and neither has the image",
                    hint: "write NAME:\(name)")
            }
            return try ImageReference(repository: reference.repository, taggedBy: name)
        }
    }

    /// The further names as tags of one repository of a registry.
    ///
    /// - Throws: `OCIError` for what cannot be one; `StorageError` with `conflict` for a name in another repository.
    func tags(of repository: RepositoryName) throws -> [String] {
        try references(beside: ImageReference(repository: repository, taggedBy: ImageReference.defaultTag)).map {
            guard $0.repository == repository, $0.digest == nil, let tag = $0.tag else {
                throw StorageError(
                    .conflict, "\($0.familiar) is not in the repository \(repository.familiar)",
                    hint: "additional tags are of the repository that is copied to: copy once more for another one")
            }
            return tag
        }
    }
}
