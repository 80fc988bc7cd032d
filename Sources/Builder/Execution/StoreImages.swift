import BuildGraph
import OCI
import Storage

/// Base images: those of the local store, and of layouts that the caller named.
struct StoreImages: BaseImageProvider {
    let store: Store
    let reporter: ProgressReporter
    let layouts: LayoutImages
    let missing: MissingImages

    func baseImage(named name: String, platform: Platform) throws -> BaseImage? {
        if let image = try layouts.image(named: name, platform) {
            reporter.completed(reporter.started("[internal] load metadata for \(name)"))
            return image
        }
        let image: Image
        switch try local(name, platform) {
        case .here(let found): image = found
        case .later(let described): return described
        case .nowhere: return missing.isCollecting ? .assumed(named: name, platform: platform) : nil
        }
        let text = "[internal] load metadata for \(Self.shown(name))"
        let line = missing.isNew(text) ? reporter.started(text) : nil
        let configuration = try store.configuration(of: image)
        let manifest = try store.manifest(of: image)
        if let line { reporter.completed(line) }
        return BaseImage(
            name: Self.shown(name), manifestDigest: image.manifestDigest, configuration: configuration.value,
            layers: manifest.value.layers)
    }

    private enum Found {
        case here(Image)
        /// Its layers come when they are needed.
        case later(BaseImage)
        case nowhere
    }

    /// The image of the store; one that is not there is asked for first.
    private func local(_ name: String, _ platform: Platform) throws -> Found {
        do {
            let image = try image(named: name, platform)
            if let later = try missing.require(name, platform, isThere: image != nil) { return .later(later) }
            return image.map { .here($0) } ?? .nowhere
        } catch let error as MissingPlatform {
            do {
                if let later = try missing.require(name, platform, isThere: false) { return .later(later) }
            } catch is UnreadableImage { throw error }
            if missing.isCollecting { return .nowhere }
            throw error
        }
    }

    /// What is wrong with a name is told as the planner wants it: as an error of the name, for its place in the Dockerfile.
    private func image(named name: String, _ platform: Platform) throws -> Image? {
        do {
            return try store.image(named: name, for: platform, isExact: false)
        } catch let error as StorageError where error.code == .wrongPlatform {
            throw MissingPlatform(message: error.message, hint: error.hint)
        } catch let error as StorageError where error.code == .ambiguous {
            // A name of few letters may begin several IDs; it is still that of an image elsewhere.
            return nil
        } catch let error as StorageError where error.code == .badName {
            throw error.cause as? OCIError ?? error
        }
    }

    /// The whole name, as BuildKit prints it; an image ID stays as it is.
    private static func shown(_ name: String) -> String {
        (try? ImageReference(parsing: name).withDefaultTag().description) ?? name
    }
}
