import Inspection
import OCI
import Packages

extension BillOfMaterials.Subject {
    /// How many digits of an ID a user writes at least: a shorter word of these letters is a name.
    private static let shortestIdentifier = 12

    /// An image that is looked into; no time in it is later than a limit.
    init(_ image: InspectedImage, limit: Timestamp?) {
        self.init(image, names: Self.reference(of: image).map { [$0] } ?? [], limit: limit)
    }

    /// An image with the names that it has; the first counts.
    init(_ image: InspectedImage, names: [ImageReference], limit: Timestamp?) {
        let reference = names.first?.withDefaultTag()
        self.init(
            name: reference?.familiar ?? image.name, reference: reference, digest: image.manifestDigest,
            platform: image.configuration.value.platform,
            created: (image.configuration.value.created ?? .epoch).clamped(to: limit))
    }

    /// The name that the image has in a registry, or would have; an archive's path and an ID are none.
    private static func reference(of image: InspectedImage) -> ImageReference? {
        switch image.source {
        case .store(let text):
            if let prefix = IdentifierPrefix(text), prefix.isExplicit || prefix.hex.utf8.count >= shortestIdentifier {
                return nil
            }
            return try? ImageReference(parsing: text)
        case .registry(let reference): return reference
        default: return nil
        }
    }
}
