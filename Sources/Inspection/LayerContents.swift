internal import LayerArchive
internal import LinuxSystem
internal import OCI
internal import Registry
internal import Storage
internal import SystemPackage

/// Where the entries of a layer come from.
enum LayerContents: Sendable {
    /// A directory in overlayfs's form.
    case directory(FilePath)
    /// A directory in overlayfs's form, whose archive has been kept because it says more: names that come twice, whiteouts of what is not
    /// there, directories that are not named.
    case kept(FilePath, archive: @Sendable () throws -> any ByteSource)
    /// An archive that can be opened any number of times.
    case archive(@Sendable () throws -> any ByteSource)
    /// A blob of a registry.
    case remote(RegistryClient, Descriptor)

    /// Whether the bytes of single files can be read without all that is before them.
    var hasFilesAtHand: Bool {
        switch self {
        case .directory, .kept: true
        case .archive, .remote: false
        }
    }

    /// Opens the layer and hands its entries over. What goes wrong in the archive is said of the layer.
    func scan<Result: Sendable>(
        describing layer: String, _ body: (any LayerScan) throws -> Result
    ) async throws -> Result {
        switch self {
        case .directory(let path):
            return try Self.naming(layer) { try body(DirectoryScan(DirectoryHandle.open(path))) }
        case .archive(let open), .kept(_, let open):
            return try Self.naming(layer) { try body(ArchiveScan(opening: open)) }
        case .remote(let client, let blob):
            let (writer, reader) = ByteChannel.make()
            async let feeding: Void = Self.feed(writer, client, blob)
            let result: Result
            do {
                result = try Self.naming(layer) { try body(ArchiveScan(reader)) }
            } catch {
                reader.fail(CancellationError())
                try? await feeding  // it ends of the same cause, or because nobody reads
                throw error
            }
            // Where the body has seen enough, the rest need not come.
            reader.fail(CancellationError())
            do { try await feeding } catch is CancellationError { try Cancellation.check() }
            return result
        }
    }

    private static func feed(_ writer: ByteChannel.Writer, _ client: RegistryClient, _ blob: Descriptor) async throws {
        do {
            try await client.blob(blob) { try writer.write($0) }
            try writer.finish()
        } catch {
            writer.fail(error)
            throw error
        }
    }

    private static func naming<Result>(_ layer: String, _ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let error as LayerArchiveError {
            throw InspectionError(
                .badLayer, "\(layer) cannot be read: \(error.message)",
                hint: error.hint ?? "get or make the image again", cause: error)
        } catch let error as StorageError {
            throw InspectionError(.badLayer, "\(layer) cannot be read", hint: error.hint, cause: error)
        } catch let error as SystemError {
            throw InspectionError(
                .badLayer, "\(layer) cannot be read", hint: "`strata store check` tells what is damaged", cause: error)
        }
    }
}
