import LayerArchive
import LinuxSystem
public import OCI
public import Storage

extension ImageBuilder {
    /// Makes an image of a container: the container's image with the writable layer as one layer more, and the container's own
    /// configuration. The container stays as it is; one that runs should be still meanwhile.
    ///
    /// - Parameter changes: Dockerfile instructions that change the configuration, such as `CMD ["sh"]`.
    /// - Throws: `BuildError` with `badOption` for changes that are no such instructions; `StorageError`, `LayerArchiveError`.
    public func commit(
        container: Container, tag: ImageReference?, changes: [String] = [], author: String? = nil,
        message: String? = nil
    ) throws -> Image {
        try store.beginSession()
        let image = try store.image(of: container)
        let stack = try store.stack(of: image)
        var configuration = try store.configuration(of: image).value
        if let own = try ContainerOptions(json: container.options).configuration { configuration.config = own }
        let command = configuration.config.command ?? []
        try ConfigurationChanges.apply(changes, to: &configuration.config)
        let layer = try layer(of: container, on: stack)
        let now = Timestamp.now()
        configuration.created = now
        configuration.author = author
        configuration.history.append(
            HistoryEntry(
                created: now, createdBy: command.joined(separator: " "), author: author, comment: message,
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
}
