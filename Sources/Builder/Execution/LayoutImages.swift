import BuildGraph
import LayerArchive
import OCI
import Storage
import Synchronization

/// The images of OCI layouts that a build names. Their layers are unpacked when a step needs them.
final class LayoutImages: Sendable {
    /// What their names begin with where the planner asks for them; the name of the context follows.
    static let prefix = LayoutReference.scheme

    private let store: Store
    private let contexts: [String: BuildRequest.NamedContext]
    private let found = Mutex<[Digest: LayoutImage]>([:])

    init(store: Store, contexts: [String: BuildRequest.NamedContext]) {
        self.store = store
        self.contexts = contexts
    }

    /// The image of a name as the planner has it; `nil` for a name of another kind.
    ///
    /// - Throws: `MissingPlatform`, `UnreadableImage`.
    func image(named name: String, _ platform: Platform) throws -> BaseImage? {
        guard name.hasPrefix(Self.prefix),
            case .layout(let reference)? = contexts[String(name.dropFirst(Self.prefix.count))]
        else { return nil }
        let image: LayoutImage
        do {
            image = try store.layoutImage(
                at: reference.path, tag: reference.tag, digest: reference.digest, for: platform)
        } catch let error as StorageError where error.code == .wrongPlatform {
            throw MissingPlatform(message: error.message, hint: error.hint)
        } catch let error as StorageError {
            throw UnreadableImage(
                message: error.message, hint: error.hint ?? "look at it with: skopeo inspect oci:\(reference.path)")
        }
        found.withLock { $0[image.manifest.digest] = image }
        return BaseImage(
            name: name, manifestDigest: image.manifest.digest, configuration: image.configuration.value,
            layers: image.manifest.value.layers)
    }

    /// Has the layers of an image in the store, where it is one of a layout.
    ///
    /// - Throws: `BuildError` with `badArchive` for a damaged layout.
    func unpack(_ image: BaseImage) throws {
        guard let layout = found.withLock({ $0[image.manifestDigest] }) else { return }
        do { try store.unpack(layout) } catch let error as StorageError
            where [.missingBlob, .corruptBlob, .invalidArchive].contains(error.code)
        {
            throw BuildError(.badArchive, "\(image.name): \(error.message)", hint: error.hint)
        } catch let error as LayerArchiveError {
            throw BuildError(.badArchive, "\(image.name): a layer cannot be unpacked", hint: error.hint, cause: error)
        }
    }
}
