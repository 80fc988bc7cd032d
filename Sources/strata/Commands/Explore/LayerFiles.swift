import Explorer
import Inspection
import LayerArchive
import LinuxSystem
import OCI
import SystemPackage

/// The files of an image's layers, by layer and path.
struct LayerFiles: Sendable {
    /// So much of a file is shown: nobody reads more, and memory is bounded.
    private static let shown = 4 << 20

    let image: InspectedImage

    init(_ image: InspectedImage) { self.image = image }

    /// The beginning of a file, and whether that is all of it.
    func beginning(of place: ContentPlace) async throws -> (bytes: [UInt8], isWhole: Bool) {
        if let bytes = try await image.layers[place.layer].read(place.path, limit: Self.shown) { return (bytes, true) }
        var bytes: [UInt8] = []
        try await pieces(of: place) { piece in
            bytes.append(contentsOf: piece.prefix(Self.shown - bytes.count))
            return bytes.count < Self.shown
        }
        return (bytes, false)
    }

    /// Writes a file to a new one of the host, and gives its size. What is there already stays as it is.
    func extract(_ place: ContentPlace, to path: FilePath) async throws -> Int64 {
        let file: FileHandle
        do {
            file = try FileHandle.open(path, FileHandle.createExclusively, mode: 0o644)
        } catch {
            throw CommandError("\(path) cannot be made", cause: error)
        }
        var count: Int64 = 0
        do {
            try await pieces(of: place) { piece in
                try file.write(piece)
                count += Int64(piece.count)
                return true
            }
        } catch {
            try? HostFile.remove(path)  // half a file is worse than none; the error is told
            throw error
        }
        return count
    }

    /// Ends a pass over a layer when enough has been seen.
    private struct Enough: Error {}

    private func pieces(
        of place: ContentPlace, _ take: @escaping (UnsafeRawBufferPointer) throws -> Bool
    ) async throws {
        var isFound = false
        do {
            try await image.layers[place.layer].forEachEntry { entry, readPieces in
                guard entry.path == place.path, case .entry(.regular) = entry.meaning else { return }
                isFound = true
                try readPieces { piece in if try !take(piece) { throw Enough() } }
                throw Enough()
            }
        } catch is Enough {}
        guard isFound else {
            throw CommandError("layer \(place.layer + 1) has no file of that name any more")
        }
    }
}
