import Explorer
import Inspection
import OCI
import TerminalUI

/// An image that is looked into, in the explorer's words.
extension ExplorerImage {
    /// - Parameter masking: Credentials in instructions are made unreadable, as for a page that goes to others.
    init(_ image: InspectedImage, masking: Bool = false) {
        let commands = image.layers.map { InstructionText.short($0.createdBy ?? "") }
        let shown = masking ? SecretScan().masked(commands) : commands
        let platform = image.configuration.value.platform.description
        self.init(
            name: image.name, about: [platform, image.manifestDigest.description].joined(separator: ", "),
            layers: image.layers.map { layer in
                Layer(
                    command: shown[layer.number],
                    created: layer.created.map { String(HostTime.dockerText($0).prefix(19)) } ?? "",
                    size: nil,
                    digest: (layer.diffID ?? layer.blob?.digest)?.description ?? "")
            })
    }
}
