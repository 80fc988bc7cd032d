internal import LayerArchive
internal import LinuxSystem
internal import OCI

/// Looking for faults. Changes nothing.
extension Store {
    /// Reads everything that the store keeps and compares it with what was recorded.
    ///
    /// The database must be sound; every blob must have its digest; every layer's directory, archived again, must give
    /// the recorded digests; every image must have its documents, layers and the blobs that it came with. A blob that is
    /// made on demand is absent on purpose; what nothing refers to is garbage. Neither is a fault.
    ///
    /// - Throws: `.system`, `.busy`; `CancellationError`.
    public func check() throws -> StoreCheck {
        var report = StoreCheck()
        try checkDatabase(&report)
        try checkBlobs(&report)
        try checkLayers(&report)
        let isWhole = Set(report.findings.map(\.code)).isDisjoint(with: [.missingBlob, .corruptBlob, .missingLayer])
        try checkImages(&report)
        // What they are made of has to be whole.
        if isWhole { try checkVariantContents(&report) }
        try checkContainers(&report)
        report.garbage = try countGarbage()
        return report
    }

    private func checkDatabase(_ report: inout StoreCheck) throws {
        let (faults, broken) = try database.read { connection in
            (
                try connection.query("PRAGMA integrity_check") { $0.text(0) }.filter { $0 != "ok" },
                try connection.query("PRAGMA foreign_key_check") { $0.text(0) }
            )
        }
        for fault in faults { report.add(.damagedDatabase, "the database is damaged: \(fault)") }
        for table in Set(broken).sorted() {
            report.add(.damagedDatabase, "rows of the table \(table) refer to rows that are not there")
        }
    }

    private func checkBlobs(_ report: inout StoreCheck) throws {
        let blobs = try database.read { connection in
            try connection.query("SELECT digest FROM blobs") { row throws(DatabaseError) in try row.digest(0) }
        }
        for blob in blobs {
            try Cancellation.check()
            report.blobs += 1
            if try !hasBlob(blob) {
                report.add(.missingBlob, "the blob \(blob) is missing", hint: "load or build the image again")
            } else if try !isBlobIntact(blob) {
                report.add(
                    .corruptBlob, "the bytes of the blob \(blob) do not have that digest",
                    hint: "remove the image and load or build it again")
            }
        }
    }

    private func checkLayers(_ report: inout StoreCheck) throws {
        let layers = try usageFacts().layers
        for layer in layers {
            try Cancellation.check()
            report.layers += 1
            if layer.dependsOnBase {
                try checkVariants(of: layer, &report)
            } else if try !hasDirectory(layer.id) {
                report.add(
                    .missingLayer, "the directory layers/\(layer.id.name) of layer \(layer.diffID) is missing",
                    hint: "load the image or build it again: the layer is then made anew")
            } else if try !isIntact(layer) {
                report.add(
                    .corruptLayer, "the directory layers/\(layer.id.name) is not what layer \(layer.diffID) was",
                    hint: "remove that directory, then load or build the image again")
            }
        }
    }

    /// The directories that a layer has above different ones, and the blob that they are made of, which is looked at with
    /// the others.
    private func checkVariants(of layer: Layer, _ report: inout StoreCheck) throws {
        let names = try database.read { connection in try VariantRecord.names(connection, of: layer.id) }
        for name in names where try !hasDirectory(named: name) {
            report.add(
                .missingLayer, "the directory layers/\(name) of layer \(layer.diffID) is missing",
                hint: "load the image again, or use it: the directory is then made anew")
        }
    }

    private func checkImages(_ report: inout StoreCheck) throws {
        for image in try imagesByManifest(withRemoved: true) {
            report.images += 1
            let name = image.references.first?.familiar ?? image.id.short
            do {
                let manifest = try manifest(of: image)
                let configuration = try configuration(of: image)
                let layers = try layers(of: image)
                if configuration.value.diffIDs != layers.map(\.diffID) {
                    report.add(
                        .damagedDatabase, "the layers recorded of image \(name) are not those of its configuration")
                }
                for (layer, blob) in zip(layers, manifest.value.layers) where try !hasBlob(blob.digest) {
                    if layer.isMade(as: blob.digest) {
                        report.madeOnDemand += 1
                    } else if try isLeftAway(blob.digest) {
                        report.leftAway += 1
                    } else {
                        report.add(
                            .missingBlob, "the blob \(blob.digest) of image \(name) is missing",
                            hint: "load the image again")
                    }
                }
            } catch let error as StorageError {
                report.add(error.code, "image \(name): \(error.message)", hint: error.hint)
            }
        }
    }

    private func checkContainers(_ report: inout StoreCheck) throws {
        for container in try containers() {
            if try directory.statusIfPresent(of: Array("\(Container.place(container.id))/upper".utf8)) == nil {
                report.add(
                    .noSuchContainer, "the writable layer of container \(container.name) is missing",
                    hint: "remove the container: strata rm \(container.name)")
            }
        }
    }

    private func countGarbage() throws -> Int {
        try database.read { connection in
            let (layers, blobs) = try namesInUse(connection)
            let count = { (place: String, known: Set<String>) in
                if try self.directory.statusIfPresent(of: Array(place.utf8)) == nil { return 0 }
                return try self.directory.openDirectory(Array(place.utf8)).entries()
                    .count { !known.contains(String(decoding: $0.name, as: UTF8.self)) }
            }
            return try count("layers", layers) + count("blobs/sha256", blobs)
                + count(CacheMount.place, cacheMountNames(connection))
        }
    }
}

extension StoreCheck {
    mutating func add(_ code: StorageError.Code, _ message: String, hint: String? = nil) {
        findings.append(Finding(code: code, message: message, hint: hint))
    }
}
