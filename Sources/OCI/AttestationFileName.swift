/// What statements about an image are called where they go into its tree as files, for want of an index (buildkit,
/// docs/attestations/attestation-storage.md).
public enum AttestationFileName {
    /// How it was made.
    public static let provenance = "provenance.json"
    /// Its packages, as SPDX.
    public static let packages = "sbom.spdx.json"
}
