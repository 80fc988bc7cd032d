public import LayerArchive
public import LinuxSystem
public import OCI
public import SystemPackage

/// Images on their way to somebody who has something like them already.
extension Store {
    /// Writes what somebody who has the origins lacks of some images, as one archive; `load` puts the images together there,
    /// with the same digests.
    ///
    /// Layers that the other side has are left out. Of the others that are kept uncompressed, as all that Strata made are,
    /// only the files that no layer of the other side has are written, compressed. A layer that came compressed is
    /// left out or whole. The same images and origins give the same bytes.
    ///
    /// - Throws: as `export(_:as:layers:manifests:to:)`.
    @discardableResult
    public func exportDelta(
        _ images: [(image: Image, references: [ImageReference])], since origins: [DeltaOrigin], to sink: any ByteSink
    ) throws -> DeltaReport {
        let work = try makeWorkDirectory()
        defer { work.remove() }
        let whole = try ExportPlan(images, .kept, ManifestForm(), in: self) { work }
        let plan = try DeltaPlan(whole, since: origins, in: self, work: work)
        let writer = TarWriter(to: sink)
        try writer.add(Self.file("oci-layout"), bytes: Array(StoreLayout.marker.utf8))
        try writer.add(Self.file("index.json"), bytes: whole.index)
        try writer.add(Self.file(DeltaDocument.name), bytes: plan.document.bytes)
        try write(plan.blobs, with: writer)
        try writer.finish()
        return plan.report
    }

    /// Writes a delta into an open file or pipe.
    @discardableResult
    public func exportDelta(
        _ images: [(image: Image, references: [ImageReference])], since origins: [DeltaOrigin], to file: FileHandle
    ) throws -> DeltaReport {
        try whileDoing("writing the delta") { try exportDelta(images, since: origins, to: FileSink(file)) }
    }

    /// Writes a delta as a file: whole or not at all. A file of that name is replaced.
    @discardableResult
    public func exportDelta(
        _ images: [(image: Image, references: [ImageReference])], since origins: [DeltaOrigin], toFile path: FilePath
    ) throws -> DeltaReport {
        var report = DeltaReport()
        try WholeFile.write(path) { report = try exportDelta(images, since: origins, to: FileSink($0)) }
        return report
    }
}
