internal import LayerArchive
internal import LinuxSystem
internal import OCI
internal import SystemPackage

/// Layers that an earlier boot recorded and never flushed (layer rule 17).
extension Store {
    /// The layer, if it can be trusted; `nil` if it is gone, or was damaged by a power cut and is now dropped.
    func verified(_ layer: Layer) throws -> Layer? {
        let boot = try database.read { connection in
            try connection.first("SELECT coalesce(boot, '') FROM layers WHERE id = ?", layer.id.rawValue) {
                row throws(DatabaseError) in row.text(0)
            }
        }
        guard let boot else { return nil }
        if boot.isEmpty || boot == Boot.current { return layer }
        if layer.dependsOnBase {
            // The blob tells whether the layer is there; directories of it are made as they are needed.
            guard try isIntact(layer) else { return nil }
            try dropVariants(of: layer.id, markedBy: boot)
            return layer
        }
        if try isIntact(layer) {
            try database.write { connection in
                try connection.run("UPDATE layers SET boot = NULL WHERE id = ?", layer.id.rawValue)
            }
            return layer
        }
        if try hasDirectory(layer.id) { try dropDamaged(layer) }
        return nil
    }

    /// Whether the directory, archived again, gives the digests that were recorded.
    func isIntact(_ layer: Layer) throws -> Bool {
        if layer.dependsOnBase { return try isBlobIntact(layer.descriptor.digest) }
        let place: DirectoryHandle
        do throws(SystemError) { place = try directory.openDirectory(Array("layers/\(layer.id.name)".utf8)) } catch {
            if error.isNotFound { return false }
            throw StorageError(error, doing: "reading layer \(layer.id.name)")
        }
        let found = try capture(layer, in: place).capture()
        return layer.isCanonical ? found.diffID == layer.diffID : found.contentDigest == layer.contentDigest
    }

    /// The walk that archives a layer's directory again.
    func capture(_ layer: Layer, in place: DirectoryHandle) -> LayerCapture {
        var capture = LayerCapture(of: place)
        capture.mtimeRule = layer.mtimeRule
        if let root = layer.root { capture.root = .entry(root) }
        return capture
    }

    /// Takes away the directory of a layer that is not what was recorded. The record stays: the layer counts as lost,
    /// and the next one with that diff-id that is made or loaded takes the place.
    private func dropDamaged(_ layer: Layer) throws {
        let trash = try makeLockedDirectory()
        defer { trash.remove() }
        try whileDoing("removing the damaged layer \(layer.id.name)") {
            try directory.rename(Array("layers/\(layer.id.name)".utf8), to: Array("\(trash.name)/damaged".utf8))
        }
    }
}
