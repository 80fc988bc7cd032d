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
    /// The images whose trees are written, each with its platform and what is said of it.
    let trees: [(platform: Platform, image: Image, statements: [AttestationFiles.Statement])]
    /// The time of the directories that platforms have, and of what is said: `SOURCE_DATE_EPOCH`, else that of the image.
    let time: Int64

    /// Writes one form.
    func write(_ output: BuildOutput) throws {
        if image.index == nil, output.manifests.annotations.entries.contains(where: \.level.needsIndex) {
            throw BuildError(
                .badOption,
                "--output type=\(output.kind.rawValue): there is no index to annotate, as the image is for one platform",
                hint: "annotate the manifest, build for several platforms, or add --provenance")
        }
        switch (output.kind, output.destination) {
        case (_, .store): try keep(output)
        case (.oci, .path(let path)) where !output.isArchive:
            try store.exportLayout(images(output), layers: output.layers, manifests: output.manifests, to: path)
        case (.oci, _): try export(output, as: .oci)
        case (.docker, _), (.image, _): try export(output, as: .docker)
        case (.local, _), (.tar, _): try writeTrees(output)
        }
    }

    /// What was done, for the progress.
    func description(of output: BuildOutput) -> String {
        guard output.destination == .store else {
            return "writing \(output.kind.rawValue) to \(output.destination)"
        }
        let names = (output.names ?? tags).map(\.description).joined(separator: ", ")
        return "keeping the image in the store" + (names.isEmpty ? "" : " as \(names)")
    }

    private func images(_ output: BuildOutput) -> [(image: Image, references: [ImageReference])] {
        [(image: image, references: output.names ?? tags)]
    }

    private func export(_ output: BuildOutput, as format: ExportFormat) throws {
        switch output.destination {
        case .path(let path):
            try store.export(
                images(output), as: format, layers: output.layers, manifests: output.manifests, toFile: path)
        default:
            try store.export(
                images(output), as: format, layers: output.layers, manifests: output.manifests,
                to: try .duplicating(1))
        }
    }

    /// Gives the image in the store the names of this output. Its manifest is what the build made.
    private func keep(_ output: BuildOutput) throws {
        if output.layers != .kept || output.manifests != ManifestForm() {
            throw BuildError(
                .badOption, "--output type=image: an image in the store keeps the manifest that the build made",
                hint: "write another form of it with type=oci or type=docker and dest=; annotate with --annotation")
        }
        for name in output.names ?? [] where !tags.contains(name) { try store.tag(image, as: name) }
    }

    private func splits(_ output: BuildOutput) -> Bool { output.splitsPlatforms ?? (trees.count > 1) }

    /// The tree of each image, in a directory of its own or all over each other, with what is said of it.
    private func writeTrees(_ output: BuildOutput) throws {
        let splits = splits(output)
        var works: [WorkDirectory] = []
        defer { for work in works { work.remove() } }
        var exported: [ExportedTree] = []
        for tree in trees {
            // As in `linux_arm64`.
            let name = tree.platform.description.replacing("/", with: "_")
            let isAlone = splits || trees.count == 1
            let files = AttestationFiles(
                store: store, prefix: output.attestationPrefix, platform: isAlone ? nil : name, time: time)
            let work = try files.write(tree.statements, about: tree.image)
            if let work { works.append(work) }
            exported.append(ExportedTree(name: name, image: tree.image, files: work?.upper))
        }
        switch (output.kind, output.destination) {
        case (.local, .path(let path)): try write(exported, into: path, splits: splits)
        case (.tar, .path(let path)) where exported.count > 1 || splits:
            try store.exportTrees(exported, splits: splits, modified: time, toFile: path)
        case (.tar, .path(let path)): try store.exportTree(exported[0].image, with: exported[0].files, toFile: path)
        case (.tar, _) where exported.count > 1 || splits:
            try store.exportTrees(exported, splits: splits, modified: time, to: FileSink(.duplicating(1)))
        case (.tar, _):
            try store.exportTree(exported[0].image, with: exported[0].files, to: FileSink(.duplicating(1)))
        default: throw BuildError(.badOption, "--output type=local: a directory cannot be written to standard output")
        }
    }

    private func write(_ exported: [ExportedTree], into path: FilePath, splits: Bool) throws {
        if !splits, exported.count > 1 { try store.requireDisjoint(exported) }
        for tree in exported {
            try store.exportTree(tree.image, with: tree.files, toDirectory: splits ? path.appending(tree.name) : path)
        }
    }
}
