import OCI
import Storage

/// Which image each name means now: one read of the store, however many names are looked up.
final class ImageNames {
    private let identifiers: [String: Digest]
    /// What was answered last: most containers of a list have the image of the one before.
    private var last: (name: String, image: Digest, manifest: Digest, isCut: Bool, shown: String)?

    init(_ store: Store) throws { identifiers = try store.imageIDsByName() }

    /// How docker shows the image of a container: as it was named, or by its ID where the name means another image now.
    func shown(for container: Container, isCut: Bool) -> String {
        if let last, last.name == container.imageName, last.image == container.image,
            last.manifest == container.manifestDigest, last.isCut == isCut
        {
            return last.shown
        }
        let shown = find(container, isCut: isCut)
        last = (container.imageName, container.image, container.manifestDigest, isCut, shown)
        return shown
    }

    private func find(_ container: Container, isCut: Bool) -> String {
        let name = container.imageName
        let short = ShortID.of(container.image)
        if container.image.hex.hasPrefix(name) || container.image.description.hasPrefix(name) {
            return isCut ? short : name
        }
        if let reference = try? ImageReference(parsing: name).withDefaultTag(),
            identifiers[reference.description] == container.image || reference.digest == container.manifestDigest
        {
            return name
        }
        return isCut ? short : container.image.description
    }
}
