import OCI
import Storage

extension Store {
    /// The image that a text names; with a platform, the one for that.
    ///
    /// - Throws: `.noSuchImage`, `.ambiguous`, `.badName`, `.wrongPlatform`.
    func requireImage(named text: String, platform: String?) throws -> Image {
        guard let platform else { return try requireImage(named: text) }
        return try image(named: text, for: Platform(parsing: platform)) ?? requireImage(named: text)
    }
}
