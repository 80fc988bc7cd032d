public import LayerArchive
public import LinuxSystem
public import OCI

/// Where an exported cache goes: a directory, or a registry.
public protocol CacheDestination: Sendable {
    /// Takes a blob, whole or not at all, unless it is there: then `write` is not called.
    ///
    /// `write` gets an empty file at its beginning.
    func keep(_ blob: Descriptor, _ write: (FileHandle) async throws -> Void) async throws
    /// Makes a manifest, whose blobs are all there, one that readers find.
    func publish(_ manifest: ManifestDocument) async throws
}

/// Where the layers of a cache from elsewhere come from, when they are needed.
public protocol CacheBlobs: Sendable {
    /// A blob that can be read where it lies; `nil` where it has to be fetched, if it is there at all.
    func open(_ blob: Descriptor) throws -> (any ByteSource)?
    /// Writes a blob to an empty file; false where it is not there. Whoever asked compares the digest.
    ///
    /// - Throws: `.missingBlob` where it may be there and cannot be had; what the file throws.
    func fetch(_ blob: Descriptor, to file: FileHandle) async throws -> Bool
}

extension CacheBlobs {
    /// Nothing lies here.
    public func open(_ blob: Descriptor) throws -> (any ByteSource)? { nil }
}
