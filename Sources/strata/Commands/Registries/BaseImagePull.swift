import BuildGraph
import Builder
import Distribution
import OCI
import Registry
import Storage
import TerminalUI

extension ImagePull {
    /// Pulls base images from registries.
    init(_ distribution: Distribution, isAlways: Bool) {
        self.init(describing: { name, platform in
            let image = try await Self.placing(name, isAlways) {
                try await distribution.describe(name, platform: platform)
            }
            return BaseImage(
                name: name.description, manifestDigest: image.manifest.digest,
                configuration: image.configuration.value, layers: image.manifest.value.layers)
        }) { name, platform, progress in
            _ = try await Self.placing(name, isAlways) {
                try await distribution.pull(name, platform: platform) { event in
                    guard case .layer(let id, let state) = event, let line = TransferDisplay.lines(state).last else {
                        return
                    }
                    let numbers = line.bytes.map { " \($0.done)/\($0.total)" } ?? ""
                    progress(id, line.status + numbers, line.isLast)
                }
            }
        }
        self.isAlways = isAlways
    }

    /// What keeps an image away, as the build wants it told: with its place in the Dockerfile.
    private static func placing<Result>(
        _ name: ImageReference, _ isAlways: Bool, _ body: () async throws -> Result
    ) async throws -> Result {
        do {
            return try await body()
        } catch let error as RegistryError where error.code == .noAnswer && !isAlways {
            let reason = (error.cause as? any ReportableError)?.message ?? error.message
            throw UnreadableImage(
                message: "the image \(name.familiar) is not in the store and cannot be pulled: \(reason)",
                hint: "import or load it first, name an earlier stage, or check the network and HTTPS_PROXY")
        } catch let error as StorageError where error.code == .wrongPlatform {
            throw MissingPlatform(message: error.message, hint: error.hint)
        } catch let error as any ReportableError {
            throw UnreadableImage(
                message: "the image \(name.familiar) cannot be pulled: \(error.message)", hint: error.hint)
        }
    }
}
