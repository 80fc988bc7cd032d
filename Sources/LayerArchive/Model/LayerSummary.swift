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

    /// Whether the modification time of an entry counts, as the archive has it: cut to a whole second, and clamped where
    /// `SOURCE_DATE_EPOCH` is set. Who unpacks the archive elsewhere sees no other, and must come to the same content; a time
    /// that was clamped does not say when the step ran.
    func counts(_ entry: LayerEntry) -> Bool {
        // A removed name has no time; the root's says when something was made or removed in it, nothing else.
        if entry.kind == .whiteout || entry.path.isEmpty { return false }
        switch self {
        case .all: return true
        case .none: return false
        case .outside(let run):
            // The kernel stamps files with the clock of its last tick, which may lie a little before the start.
            let lag: Int64 = 20_000_000
            let seconds = run.lowerBound.seconds
            let start = run.lowerBound.nanoseconds >= lag ? seconds : max(seconds, .min + 1) - 1
            return entry.modified < start || entry.modified > run.upperBound.seconds
        }
    }
}
