import BuildGraph
import DockerfileSyntax
import LayerArchive
import LinuxSystem
public import OCI
public import Storage

extension ImageBuilder {
    /// Makes an image of a container: the container's image with the writable layer as one layer more. The container stays
    /// as it is; one that runs should be still meanwhile.
    ///
    /// - Parameter changes: Dockerfile instructions that change the configuration, such as `CMD ["sh"]`.
    /// - Throws: `BuildError` with `dockerfile` for changes that are no such instructions; `StorageError`, `LayerArchiveError`.
    public func commit(
        container: Container, tag: ImageReference?, changes: [String] = [], author: String? = nil, message: String? = nil
    ) throws -> Image {
        try store.beginSession()
        let image = try store.requireImage(named: container.manifestDigest.description)
        let stack = try store.stack(of: image)
        var configuration = try changed(image, by: changes)
        let layer = try layer(of: container, on: stack)
        let now = Timestamp.now()
        configuration.created = now
        if let author { configuration.author = author }
        configuration.history.append(
            HistoryEntry(
                created: now, createdBy: container.command.joined(separator: " "), author: author, comment: message,
                isEmptyLayer: false))
        return try store.addImage(
            configuration: configuration, layers: stack.layers + [layer],
            references: tag.map { [$0.withDefaultTag()] } ?? [])
    }

    private func layer(of container: Container, on stack: LayerStack) throws -> Layer {
        let work = try store.makeWorkDirectory()
        defer { work.remove() }
        try work.prepareUpper(root: stack.root)
        var capture = LayerCapture(of: try DirectoryHandle.open(container.upper))
        capture.base = try OverlayMount.make(lowers: stack.lowerDirectories).root()
        capture.root = .compared(with: stack.root)
        let summary = try capture.copy(into: DirectoryHandle.open(work.upper))
        return try store.commitLayer(work, summary: summary, mtimeRule: .all, created: .now(), cutOff: false).layer
    }

    /// The configuration of an image after some instructions, which are planned as a build on top of it.
    private func changed(_ image: Image, by changes: [String]) throws -> ImageConfiguration {
        var configuration = try store.configuration(of: image).value
        if changes.isEmpty { return configuration }
        let text = (["FROM \(image.id.hex)"] + changes).joined(separator: "\n") + "\n"
        let parsed = Dockerfile.parse(text, name: "--change")
        if parsed.hasErrors { throw BuildError(diagnostics: parsed.diagnostics, in: parsed.text) }
        let images = StoreImages(store: store, reporter: ProgressReporter { _ in })
        switch try BuildPlanner(options: BuildOptions(), images: images).plan(parsed.dockerfile) {
        case .rejected(let diagnostics): throw BuildError(diagnostics: diagnostics, in: parsed.text)
        case .plan(let plan):
            guard plan.image.layerVertices.isEmpty else {
                throw BuildError(
                    .badOption, "--change: the instructions would make layers",
                    hint: "use CMD, ENTRYPOINT, ENV, EXPOSE, LABEL, ONBUILD, STOPSIGNAL, USER or VOLUME")
            }
            configuration.config = plan.image.configuration
            return configuration
        }
    }
}
