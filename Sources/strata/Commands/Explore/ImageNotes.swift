import Explorer
import Findings
import Inspection
import Secrets

/// What is wrong with an image, in the explorer's words.
enum ImageNotes {
    /// Looks for credentials in all layers, configuration and history: reads every byte of the image once.
    static func of(_ image: InspectedImage) async throws -> [ExplorerImage.Note] {
        try await SecretScan().findings(in: image).map { found in
            var layer: Int?
            var path: [UInt8]?
            if case .layer(let place) = found.location {
                layer = place.layer
                path = place.path.isEmpty ? nil : place.path
            }
            var text = found.message
            if case .configuration(_, let key) = found.location { text = key + ": " + text }
            return ExplorerImage.Note(
                layer: layer, path: path, grade: found.match.severity.rawValue, rule: found.match.rule.name, text: text)
        }
    }
}
