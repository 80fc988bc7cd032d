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
    /// The images whose trees are written, each with its platform.
    let trees: [(platform: Platform, image: Image)]
    /// The time of the directories that platforms have: `SOURCE_DATE_EPOCH`, else that of the image.
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
        case (.local, .path(let path)): try writeTrees(to: path, splits: splits(output))
        case (.tar, .path(let path)) where trees.count > 1 || splits(output):
            try store.exportTrees(named, splits: splits(output), modified: time, toFile: path)
        case (.tar, _) where trees.count > 1 || splits(output):
            try store.exportTrees(named, splits: splits(output), modified: time, to: FileSink(.duplicating(1)))
        case (.tar, .path(let path)): try store.exportTree(trees[0].image, toFile: path)
        case (.tar, _): try store.exportTree(trees[0].image, to: FileSink(.duplicating(1)))
        case (.local, .standardOutput):
            throw BuildError(.badOption, "--output type=local: a directory cannot be written to standard output")
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

    /// The images with the names of their directories, as in `linux_arm64`.
    private var named: [(name: String, image: Image)] {
        trees.map { ($0.platform.description.replacing("/", with: "_"), $0.image) }
    }

    /// The tree of each image, in a directory of its own or all over each other.
    private func writeTrees(to path: FilePath, splits: Bool) throws {
        if !splits, trees.count > 1 { try store.requireDisjoint(named) }
        if splits, (try? DirectoryHandle.open(path)) == nil {
            let parent = path.removingLastComponent()
            do throws(SystemError) {
                try DirectoryHandle.open(parent.string.isEmpty ? "." : parent).makeDirectory(
                    Array((path.lastComponent?.string ?? "").utf8))
            } catch {
                throw BuildError(
                    .badOption, "--output type=local: making the directory \(path)", hint: "make it first", cause: error
                )
            }
        }
        for (name, image) in named {
            try store.exportTree(image, toDirectory: splits ? path.appending(name) : path)
        }
    }
}
