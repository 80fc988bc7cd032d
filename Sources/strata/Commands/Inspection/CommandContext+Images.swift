import Inspection
import OCI

extension CommandContext {
    /// Opens images wherever they are.
    ///
    /// - Parameter platform: Which image of an index is meant, as the user wrote it.
    func imageAccess(platform: String?) throws -> ImageAccess {
        ImageAccess(registry: registries, platform: try platform.map { try Platform(parsing: $0) } ?? .host) {
            try openStore()
        }
    }
}
