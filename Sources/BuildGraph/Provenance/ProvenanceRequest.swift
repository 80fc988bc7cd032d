internal import OCI

/// What `--attest type=provenance` asks for (buildkit, docs/attestations/slsa-provenance.md).
public struct ProvenanceRequest: Hashable, Sendable {
    /// How much is told.
    public enum Mode: String, Hashable, Sendable {
        /// Neither build arguments nor labels, neither steps nor the Dockerfile.
        case min
        /// All of it but what is secret.
        case max
    }

    /// The version of SLSA's predicate.
    public enum Version: String, Hashable, Sendable {
        case v1
        case v02 = "v0.2"
    }

    /// How much is told.
    public var mode = Mode.max
    /// The version of the predicate. BuildKit's own since 0.28 is 1.
    public var version = Version.v1
    /// Who has built, as an address.
    public var builderID = ""
    /// The caller says that the build gives the same bytes again.
    public var isReproducible = false
    /// What its file is called beside the tree of an output without an index.
    public var fileName = AttestationFileName.provenance
    /// It goes into indexes only, not beside the tree of an output without one.
    public var isInlineOnly = false

    /// Makes the request that `--provenance=true` is.
    public init() {}

    /// The address by which statements say what they hold.
    public var predicateType: String { "https://slsa.dev/provenance/\(version.rawValue)" }
}
