public import LayerArchive
public import LinuxSystem
public import OCI

/// Root file systems from outside.
extension Store {
    /// Makes an image with one layer of the tar of a root file system, compressed or not, seekable or not.
    ///
    /// The layer is made canonical and keeps no blob. The history of the configuration is kept as it is; where it has
    /// none it gets one entry that says that the layer was imported.
    ///
    /// - Throws: `LayerArchiveError` for an archive that cannot be unpacked; `.noSpace`. The store is as it was then.
    public func importTar(
        _ source: FileHandle, configuration: ImageConfiguration, references: [ImageReference],
        limits: ArchiveLimits = .standard
    ) throws -> Image {
        let work = try makeWorkDirectory()
        let summary = try whileDoing("unpacking a root file system") { try unpack(source, into: work, limits) }
        let created = configuration.created ?? .now()
        let layer = try commitLayer(work, summary: summary, created: created, cutOff: false).layer
        var configuration = configuration
        configuration.created = created
        if configuration.history.isEmpty {
            configuration.history = [HistoryEntry(created: created, comment: "Imported from -")]
        }
        return try addImage(configuration: configuration, layers: [layer], references: references)
    }

    private func unpack(_ source: FileHandle, into work: WorkDirectory, _ limits: ArchiveLimits) throws -> LayerSummary
    {
        let upper = try DirectoryHandle.open(work.upper)
        var applier = LayerApplier(into: upper)
        applier.limits = limits
        applier.rejectsWhiteouts = true
        let root = try applier.unpack(DecompressingSource(FileSource(source))).root
        var capture = LayerCapture(of: upper)
        if let root { capture.root = .entry(root) }
        return try capture.capture()
    }
}
