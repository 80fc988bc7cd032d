internal import OCI

/// The statements that an index carries about its images (buildkit, docs/attestations/attestation-storage.md).
enum AttestationReading {
    /// Longer ones are not read.
    private static let longest: Int64 = 16 << 20

    /// The entries of an index that hold statements about an image.
    static func entries(in manifests: [Descriptor], about image: Digest) -> [Descriptor] {
        manifests.filter { entry in
            entry.isAttestation && entry.annotations[AnnotationKey.dockerReferenceDigest] == image.description
        }
    }

    /// The bytes of the statements, in order; those that are not there are left out.
    ///
    /// - Parameter read: Gives the bytes of a document; `nil` where it is not there.
    static func statements(
        _ entries: [Descriptor], read: (Descriptor) async throws -> [UInt8]?
    ) async throws -> [[UInt8]] {
        var result: [[UInt8]] = []
        for entry in entries where entry.size <= longest {
            guard let bytes = try await read(entry) else { continue }
            for layer in try ManifestDocument(bytes: bytes).value.layers
            where layer.mediaType == Attestation.statementType && layer.size <= longest {
                if let statement = try await read(layer) { result.append(statement) }
            }
        }
        return result
    }
}
