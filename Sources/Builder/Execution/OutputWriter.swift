import LayerArchive
import LinuxSystem
import OCI
import Storage
import SystemPackage

/// Writes the forms of a result that a build was asked for besides the image in the store.
struct OutputWriter: Sendable {
    let store: Store
    let image: Image
    let tags: [ImageReference]

    /// Writes one form.
    func write(_ output: BuildOutput) throws {
        let images = [(image: image, references: output.names ?? tags)]
        switch (output.kind, output.destination) {
        case (.oci, .path(let path)) where !output.isArchive:
            try store.exportLayout(images, layers: output.layers, to: path)
        case (.oci, .path(let path)): try store.export(images, as: .oci, layers: output.layers, toFile: path)
        case (.docker, .path(let path)): try store.export(images, as: .docker, layers: output.layers, toFile: path)
        case (.tar, .path(let path)): try store.exportTree(image, toFile: path)
        case (.local, .path(let path)): try store.exportTree(image, toDirectory: path)
        case (.oci, .standardOutput):
            try store.export(images, as: .oci, layers: output.layers, to: try .duplicating(1))
        case (.docker, .standardOutput):
            try store.export(images, as: .docker, layers: output.layers, to: try .duplicating(1))
        case (.tar, .standardOutput): try store.exportTree(image, to: FileSink(.duplicating(1)))
        case (.local, .standardOutput):
            throw BuildError(.badOption, "--output type=local: a directory cannot be written to standard output")
        }
    }
}
