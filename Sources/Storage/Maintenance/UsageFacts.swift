internal import OCI

/// Who uses what in the store, as one read of the database saw it.
struct UsageFacts: Sendable {
    var images: [Image] = []
    var layers: [Layer] = []
    var blobs: [Digest] = []
    /// A record of each layer that has any: the one used last.
    var records: [LayerID: CacheRecord] = [:]
    /// How many containers each image has.
    var containers: [Digest: Int] = [:]
    /// The same, for all manifests of a configuration together.
    var containersOfImage: [Digest: Int] = [:]
    var layersOf: [Digest: [LayerID]] = [:]
    var blobsOf: [Digest: Set<Digest>] = [:]
    private var imagesOfLayer: [LayerID: Set<Digest>] = [:]
    private var usersOfBlob: [Digest: Set<Digest>] = [:]

    /// The manifests of the images that have a layer.
    func images(of layer: LayerID) -> Set<Digest> { imagesOfLayer[layer] ?? [] }

    /// The manifests of the images that need a blob.
    func users(of blob: Digest) -> Set<Digest> { usersOfBlob[blob] ?? [] }

    mutating func add(layer: LayerID, blob: Digest, to manifest: Digest) {
        layersOf[manifest, default: []].append(layer)
        imagesOfLayer[layer, default: []].insert(manifest)
        add(blob: blob, to: manifest)
    }

    mutating func add(blob: Digest, to manifest: Digest) {
        blobsOf[manifest, default: []].insert(blob)
        usersOfBlob[blob, default: []].insert(manifest)
    }
}

extension Store {
    func usageFacts() throws -> UsageFacts {
        let images = try imagesByManifest()
        var facts = try database.read { connection in
            var facts = UsageFacts()
            facts.layers = try connection.query("SELECT \(Layer.columns) FROM layers ORDER BY id") {
                row throws(DatabaseError) in try Layer(row: row)
            }
            facts.blobs = try connection.query("SELECT digest FROM blobs") { row throws(DatabaseError) in
                try row.digest(0)
            }
            let records = try connection.query(
                CacheRecord.source + " WHERE cache_records.layer IS NOT NULL ORDER BY last_used"
            ) { row throws(DatabaseError) in try CacheRecord(row: row) }
            for record in records { if let layer = record.layer { facts.records[layer.id] = record } }
            let uses = try connection.query(
                "SELECT manifest, layer, blob FROM image_layers ORDER BY manifest, position"
            ) {
                row throws(DatabaseError) in
                (try row.digest(0), LayerID(rawValue: row.integer(1)), try row.digest(2))
            }
            for (manifest, layer, blob) in uses { facts.add(layer: layer, blob: blob, to: manifest) }
            let containers = try connection.query(
                "SELECT manifest, configuration, count(*) FROM containers JOIN images USING (manifest) GROUP BY manifest"
            ) { row throws(DatabaseError) in (try row.digest(0), try row.digest(1), Int(row.integer(2))) }
            for (manifest, configuration, count) in containers {
                facts.containers[manifest] = count
                facts.containersOfImage[configuration, default: 0] += count
            }
            return facts
        }
        facts.images = images
        for image in images {
            facts.add(blob: image.manifestDigest, to: image.manifestDigest)
            facts.add(blob: image.id, to: image.manifestDigest)
        }
        return facts
    }
}
