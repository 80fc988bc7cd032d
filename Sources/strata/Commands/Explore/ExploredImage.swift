import Explorer
import Inspection
import OCI
import TerminalUI

/// An image that is looked into, in the explorer's words.
extension ExplorerImage {
    init(_ image: InspectedImage) {
        let platform = image.configuration.value.platform.description
        self.init(
            name: image.name, about: [platform, image.manifestDigest.description].joined(separator: ", "),
            layers: image.layers.map { layer in
                Layer(
                    command: layer.createdBy ?? "",
                    created: layer.created.map { String(HostTime.dockerText($0).prefix(19)) } ?? "",
                    size: nil,
                    digest: (layer.diffID ?? layer.blob?.digest)?.description ?? "")
            })
    }
}
