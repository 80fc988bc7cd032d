internal import LinuxSystem
internal import OCI

/// Measuring the store.
extension Store {
    /// What the store's disk space is used for.
    ///
    /// Everything is measured in blocks, as du(1) does. Layers never change, so each is walked once and its size kept.
    ///
    /// - Throws: `.system`, `.busy`.
    public func diskUsage() throws -> DiskUsage {
        try whileDoing("measuring the store in \(root)") {
            let facts = try usageFacts()
            let layerBytes = try measuredLayers(facts.layers)
            var usage = DiskUsage()
            try count(images: facts, layerBytes, into: &usage)
            usage.buildCache = facts.layers.filter { facts.images(of: $0.id).isEmpty }.map { layer in
                DiskUsage.CacheUsage(record: facts.records[layer.id], layer: layer, bytes: layerBytes[layer.id] ?? 0)
            }
            let used = try cacheMountsInUse()
            usage.cacheMounts = try cacheMounts().map { mount in
                DiskUsage.CacheMountUsage(
                    mount: mount, bytes: try TreeSize.blocks(of: mount.path, in: directory),
                    isInUse: used.contains(mount.id))
            }
            usage.containers = try containers().map { container in
                DiskUsage.ContainerUsage(
                    container: container, bytes: try TreeSize.blocks(of: Container.place(container.id), in: directory))
            }
            for entry in try directory.entries() {
                let name = String(decoding: entry.name, as: UTF8.self)
                if name.hasPrefix("strata.db") { usage.databaseBytes += try TreeSize.blocks(of: name, in: directory) }
            }
            usage.indexBytes = try TreeSize.blocks(of: "index", in: directory)
            usage.otherBytes = try max(0, wholeBytes(knowing: layerBytes) - usage.totalBytes)
            usage.sharedFileBytes = try sharedFileBytes()
            return usage
        }
    }

    /// The blocks of everything. Layers that have been measured are not walked again.
    private func wholeBytes(knowing layerBytes: [LayerID: Int64]) throws -> Int64 {
        var sum = try directory.status().blocks * 512
        let known = Dictionary(uniqueKeysWithValues: layerBytes.map { ($0.key.name, $0.value) })
        for entry in try directory.entries() {
            let name = String(decoding: entry.name, as: UTF8.self)
            if name != "layers" {
                sum += try TreeSize.blocks(of: name, in: directory)
                continue
            }
            sum += try directory.status(of: entry.name).blocks * 512
            let layers = try directory.openDirectory(entry.name)
            for layer in try layers.entries() {
                let id = String(decoding: layer.name, as: UTF8.self)
                // A companion is counted with its layer.
                let owner = String(id.prefix { $0 != "." })
                if known[owner] == nil { sum += try TreeSize.blocks(of: id, in: layers) }
            }
        }
        return sum + layerBytes.values.reduce(0, +)
    }

    private func count(images facts: UsageFacts, _ layerBytes: [LayerID: Int64], into usage: inout DiskUsage) throws {
        var blobBytes: [Digest: Int64] = [:]
        for blob in facts.blobs {
            blobBytes[blob] = try directory.statusIfPresent(of: Self.blobName(blob))?.blocks ?? 0
        }
        for image in facts.images {
            let layers = Set(facts.layersOf[image.manifestDigest] ?? [])
            let own = layers.filter { facts.images(of: $0).count == 1 }
            let blobs = facts.blobsOf[image.manifestDigest] ?? []
            let ownBlobs = blobs.filter { facts.users(of: $0).count == 1 }
            let unique =
                own.reduce(0) { $0 + (layerBytes[$1] ?? 0) } + ownBlobs.reduce(0) { $0 + (blobBytes[$1] ?? 0) * 512 }
            let shared = layers.subtracting(own).reduce(0) { $0 + (layerBytes[$1] ?? 0) }
            let containers = facts.containers[image.manifestDigest] ?? 0
            usage.images.append(
                DiskUsage.ImageUsage(image: image, uniqueBytes: unique, sharedBytes: shared, containers: containers))
        }
        // What only a removed image has that a container needs belongs to no image of the list.
        let listed = Set(facts.images.map(\.manifestDigest))
        usage.sharedLayerBytes = facts.layers.filter { layer in
            let users = facts.images(of: layer.id)
            return users.count > 1 || (users.count == 1 && users.isDisjoint(with: listed))
        }
        .reduce(0) { $0 + (layerBytes[$1.id] ?? 0) }
        usage.sharedBlobBytes = facts.blobs
            .filter { facts.users(of: $0).count != 1 || facts.users(of: $0).isDisjoint(with: listed) }
            .reduce(0) { $0 + (blobBytes[$1] ?? 0) * 512 }
        let used = facts.layers.filter { layer in facts.images(of: layer.id).contains { facts.containers[$0] != nil } }
        let kept = used.reduce(0) { $0 + (layerBytes[$1.id] ?? 0) }
        usage.reclaimableImageBytes = max(0, usage.imageBytes - kept)
    }

    /// The blocks of each layer, companions included; those not measured before are walked and noted.
    func measuredLayers(_ layers: [Layer]) throws -> [LayerID: Int64] {
        let noted = Dictionary(
            uniqueKeysWithValues: try database.read { connection in
                try connection.query("SELECT id, disk_bytes FROM layers WHERE disk_bytes IS NOT NULL") {
                    (LayerID(rawValue: $0.integer(0)), $0.integer(1))
                }
            })
        var result: [LayerID: Int64] = [:]
        var found: [(layer: LayerID, bytes: Int64)] = []
        for layer in layers {
            if let bytes = noted[layer.id] {
                result[layer.id] = bytes
                continue
            }
            try Cancellation.check()
            var bytes = try TreeSize.blocks(of: "layers/\(layer.id.name)", in: directory)
            if layer.dependsOnBase { bytes += try companionBytes(of: layer.id) }
            result[layer.id] = bytes
            found.append((layer.id, bytes))
        }
        if !found.isEmpty {
            // Blocks of a file that is still in memory alone may change until it is flushed.
            try database.write { [found] connection in
                for (layer, bytes) in found {
                    try connection.run(
                        "UPDATE layers SET disk_bytes = ? WHERE id = ? AND boot IS NULL AND NOT depends_on_base", bytes,
                        layer.rawValue)
                }
            }
        }
        return result
    }

    private func companionBytes(of layer: LayerID) throws -> Int64 {
        let numbers = try database.read { connection in
            try connection.query("SELECT DISTINCT number FROM variants WHERE layer = ? AND number > 0", layer.rawValue)
            {
                $0.integer(0)
            }
        }
        return try numbers.reduce(0) { sum, number in
            try sum + TreeSize.blocks(of: "layers/\(VariantRecord.name(layer, number))", in: directory)
        }
    }
}
