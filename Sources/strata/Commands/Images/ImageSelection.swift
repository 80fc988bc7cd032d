import OCI
import Storage

/// The images that the arguments of `save` name, each with the names under which it is to go out.
struct ImageSelection {
    /// In the order in which they were first named; each once.
    private(set) var images: [(image: Image, references: [ImageReference])] = []

    /// Finds them as docker does: a name with a tag is that one, a bare name all its tags, an ID or digest the image
    /// without a name.
    ///
    /// - Throws: `StorageError` where there is none, or several begin so.
    init(_ texts: [String], in store: Store) throws {
        for text in texts {
            let wanted = try? ImageReference(parsing: text)  // an ID is no name
            if let wanted, wanted.tag == nil, wanted.digest == nil {
                let all = try store.images().filter { $0.references.contains { $0.repository == wanted.repository } }
                for image in all.reversed() {
                    add(image, image.references.filter { $0.repository == wanted.repository })
                }
                if !all.isEmpty { continue }
            }
            let image = try store.requireImage(named: text)
            add(image, image.references.filter { $0 == wanted?.withDefaultTag() })
        }
    }

    private mutating func add(_ image: Image, _ references: [ImageReference]) {
        guard let known = images.firstIndex(where: { $0.image.manifestDigest == image.manifestDigest }) else {
            images.append((image, references))
            return
        }
        images[known].references += references.filter { !images[known].references.contains($0) }
    }
}
