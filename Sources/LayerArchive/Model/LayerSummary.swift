public import LinuxSystem
public import OCI

/// What a layer is, once all its bytes have been seen (layer rule 1).
public struct LayerSummary: Hashable, Sendable {
    /// The SHA-256 of the uncompressed archive: the canonical one, or for a layer from outside the one that came.
    public let diffID: Digest
    /// The SHA-256 over what the layer contains, apart from the times that only say when it was made.
    public let contentDigest: Digest
    /// The bytes of the archive that `diffID` names.
    public let tarSize: Int64
    /// The bytes of all regular files and of the targets of symbolic links; a file with several names counts once.
    public let contentSize: Int64
    /// How many entries it has.
    public let entryCount: Int
    /// Owner, mode and attributes of the root directory, where the layer changes them (layer rule 9).
    public let rootMetadata: RootMetadata?
    /// The checks of the parts of the archive that `diffID` names; none where nobody has made them.
    public let checks: PartChecks

    /// Makes a summary.
    public init(
        diffID: Digest, contentDigest: Digest, tarSize: Int64, contentSize: Int64, entryCount: Int,
        rootMetadata: RootMetadata?, checks: PartChecks = PartChecks()
    ) {
        self.diffID = diffID
        self.contentDigest = contentDigest
        self.tarSize = tarSize
        self.contentSize = contentSize
        self.entryCount = entryCount
        self.rootMetadata = rootMetadata
        self.checks = checks
    }
}

/// Which modification times are part of what a layer contains (layer rule 1).
public enum MTimeRule: Hashable, Sendable {
    /// All: they came from outside.
    case all
    /// None: a COPY is the same whatever the times of its files.
    case none
    /// Those that the step set itself; what lies between its start and end only says when it ran.
    case outside(ClosedRange<FileTime>)

    /// Whether a modification time counts.
    func counts(_ time: FileTime) -> Bool {
        switch self {
        case .all: return true
        case .none: return false
        case .outside(let run):
            // The kernel stamps files with the clock of its last tick, which may lie a little before the start; and
            // the moment may have been cut to a whole second already.
            let lag: Int64 = 20_000_000
            let start =
                run.lowerBound.nanoseconds >= lag ? run.lowerBound.seconds : run.lowerBound.seconds - 1
            return time.seconds < start || time.seconds > run.upperBound.seconds
        }
    }
}
