public import LayerArchive
public import LinuxSystem
public import OCI
public import SystemPackage

/// Images on their way out. The bytes depend on the images, names and forms alone.
extension Store {
    /// Writes images as one archive, each with the names given.
    ///
    /// Every layer is read once, and its digest compared while it is written. One that is to be compressed in a form in
    /// which it never was is compressed before, into a work directory, as the archive says first what it holds.
    ///
    /// - Throws: `.missingBlob`, `.corruptBlob`, `.corruptLayer`, `.missingLayer`; what the sink throws.
    public func export(
        _ images: [(image: Image, references: [ImageReference])], as format: ExportFormat,
        layers form: LayerForm = .kept, manifests: ManifestForm = ManifestForm(), to sink: any ByteSink
    ) throws {
        try withPlan(of: images, form, manifests) { plan in
            let writer = TarWriter(to: sink)
            try writer.add(Self.file("oci-layout"), bytes: Array(StoreLayout.marker.utf8))
            try writer.add(Self.file("index.json"), bytes: plan.index)
            if format == .docker {
                try writer.add(Self.file("manifest.json"), bytes: plan.dockerManifest)
                if let repositories = plan.repositories {
                    try writer.add(Self.file("repositories"), bytes: repositories)
                }
            }
            try write(plan.blobs, with: writer)
            try writer.finish()
        }
    }

    /// Writes images as one archive into an open file or pipe.
    ///
    /// - Throws: as `export(_:as:layers:to:)` with a sink; `.noSpace`.
    public func export(
        _ images: [(image: Image, references: [ImageReference])], as format: ExportFormat,
        layers form: LayerForm = .kept, manifests: ManifestForm = ManifestForm(), to file: FileHandle
    ) throws {
        try whileDoing("writing the archive") {
            try export(images, as: format, layers: form, manifests: manifests, to: FileSink(file))
        }
    }

    /// Writes images as one archive file: whole or not at all. A file of that name is replaced.
    ///
    /// - Throws: as `export(_:as:layers:to:)` with a sink; `.noSpace`, `.conflict`.
    public func export(
        _ images: [(image: Image, references: [ImageReference])], as format: ExportFormat,
        layers form: LayerForm = .kept, manifests: ManifestForm = ManifestForm(), toFile path: FilePath
    ) throws {
        try WholeFile.write(path) {
            try export(images, as: format, layers: form, manifests: manifests, to: FileSink($0))
        }
    }

    /// Writes images as the directory of an OCI layout, whole or not at all. It must not be there yet, or be empty.
    ///
    /// - Throws: as `export(_:as:layers:to:)` with a sink; `.conflict`, `.noSpace`.
    public func exportLayout(
        _ images: [(image: Image, references: [ImageReference])], layers form: LayerForm = .kept,
        manifests: ManifestForm = ManifestForm(), to path: FilePath
    ) throws {
        try withPlan(of: images, form, manifests) { plan in
            try WholeFile.makeDirectory(path) { layout in
                for name in ["blobs", "blobs/sha256"] { try layout.makeDirectoryIfMissing(name) }
                for blob in plan.blobs {
                    try Cancellation.check()
                    let name = Array(ExportPlan.path(blob.descriptor.digest).utf8)
                    try write(blob, to: FileSink(layout.openFile(name, OpenFlags.newFile, mode: 0o644)))
                }
                try layout.replaceFile("oci-layout", with: Array(StoreLayout.marker.utf8))
                try layout.replaceFile("index.json", with: plan.index)
            }
        }
    }

    /// Writes the directory of blobs.
    func write(_ blobs: [ExportPlan.Blob], with writer: TarWriter) throws {
        for name in ["blobs", "blobs/sha256"] {
            try writer.add(LayerEntry(path: Array(name.utf8), kind: .directory, permissions: 0o755))
        }
        for blob in blobs {
            try Cancellation.check()
            let file = Self.file(ExportPlan.path(blob.descriptor.digest), size: blob.descriptor.size)
            try writer.add(file) { try write(blob, to: $0) }
        }
    }

    private func withPlan(
        of images: [(image: Image, references: [ImageReference])], _ form: LayerForm, _ manifests: ManifestForm,
        _ body: (ExportPlan) throws -> Void
    ) throws {
        var work: WorkDirectory?
        defer { work?.remove() }
        let plan = try ExportPlan(images, form, manifests, in: self) {
            if let work { return work }
            let made = try self.makeWorkDirectory()
            work = made
            return made
        }
        try body(plan)
    }

    func write(_ blob: ExportPlan.Blob, to sink: any ByteSink) throws {
        switch blob.content {
        case .bytes(let bytes): try sink.write(bytes)
        case .layer(let layer): try writeLayer(layer, as: blob.descriptor, to: sink)
        case .encoded(let layer, let encoding): try encode(layer, encoding, as: blob.descriptor, to: sink)
        case .staged(let staged, _): try writeStaged(staged, to: sink)
        }
    }

    private func writeStaged(_ staged: StagedBlob, to sink: any ByteSink) throws {
        let file = try directory.openFile(Array(staged.name.utf8))
        if try FileSource(file).copyHashing(to: sink).digest == staged.digest { return }
        throw StorageError(
            .corruptBlob, "the blob \(staged.digest) has changed since it was made",
            hint: "export again; if it happens again, look for what writes to the store or for a failing disk")
    }

    static func file(_ path: String, size: Int64 = 0) -> LayerEntry {
        LayerEntry(path: Array(path.utf8), kind: .regular(size: size), permissions: 0o644)
    }
}
