import OCI
import Storage

/// What an image is called in lists, one row for each name, as docker has it.
///
/// A tag has as many rows as there are digests by which registries know its repository, where digests are shown. An image that is
/// known by digests alone is shown by its repositories, without a tag; one that nobody knows has one row.
struct ListedNames {
    private let image: Image
    private let known: [ImageReference]
    private let showsDigests: Bool

    init(_ image: Image, knownAs known: [ImageReference], showsDigests: Bool) {
        (self.image, self.known, self.showsDigests) = (image, known, showsDigests)
    }

    /// The rows: a name, and a digest where one is known and shown.
    var rows: [(reference: ImageReference?, digest: Digest?)] {
        if !image.references.isEmpty { return image.references.flatMap(rows) }
        if known.isEmpty { return [(nil, nil)] }
        if showsDigests { return known.map { ($0, $0.digest) } }
        return known.indices.filter { $0 == 0 || known[$0].repository != known[$0 - 1].repository }.map {
            (known[$0], nil)
        }
    }

    private func rows(of reference: ImageReference) -> [(reference: ImageReference?, digest: Digest?)] {
        let digests = showsDigests ? known.filter { $0.repository == reference.repository } : []
        return digests.isEmpty ? [(reference, nil)] : digests.map { (reference, $0.digest) }
    }
}
