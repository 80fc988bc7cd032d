public import OCI

/// A build that has ended, as the history keeps it. Its steps are read apart.
public struct BuildRecord: Hashable, Sendable {
    /// How a build ended.
    public enum Outcome: String, Hashable, Sendable, CaseIterable {
        /// The image was made.
        case completed
        /// A step, or something around the steps, failed.
        case error
        /// Somebody stopped it.
        case canceled
        /// Its process was ended from outside: it had no time to say how far it came.
        case interrupted
    }

    /// 1, 2, 3 … in the order in which builds of this store ended; 0 before the record is kept.
    public internal(set) var number: Int64 = 0
    /// 25 random letters and digits, as BuildKit's references.
    public var id: String
    /// The digest of what makes builds comparable: Dockerfile, context, target, platform.
    public var origin: Digest
    /// What it is called in lists: the first name of the image, else its Dockerfile's directory.
    public var name: String
    /// The platform that it was built for.
    public var platform: String
    /// The names that the image got.
    public var names: [String]
    /// The manifest of the image; `nil` where none was made.
    public var manifest: Digest?
    /// How it ended.
    public var outcome: Outcome
    /// What was wrong, credentials withheld.
    public var error: String?
    /// When it began.
    public var started: Timestamp
    /// Seconds that it took.
    public var duration: Double
    /// How many steps it has.
    public var stepCount = 0
    /// How many of them were in the cache.
    public var cachedCount = 0
    /// Bytes of output that are kept.
    public var logBytes: Int64 = 0
    /// What was asked for; its format is the builder's.
    public var request: JSONValue

    /// Makes a record.
    public init(
        id: String = Self.newID(), origin: Digest, name: String, platform: String, names: [String], outcome: Outcome,
        started: Timestamp,
        duration: Double, request: JSONValue
    ) {
        self.id = id
        self.origin = origin
        self.name = name
        self.platform = platform
        self.names = names
        self.outcome = outcome
        self.started = started
        self.duration = duration
        self.request = request
    }

    /// An ID that no other build has.
    public static func newID() -> String {
        let digits = Array("0123456789abcdefghijklmnopqrstuvwxyz")
        return String((0..<25).map { _ in digits[Int.random(in: 0..<36)] })
    }
}

extension BuildRecord {
    static let columns = """
        number, id, origin, name, platform, names, manifest, outcome, error, started, duration, step_count, \
        cached_count, log_bytes, request
        """

    init(row: Row) throws(DatabaseError) {
        id = row.text(1)
        origin = try row.digest(2)
        name = row.text(3)
        platform = row.text(4)
        names = row.text(5).split(separator: "\n").map(String.init)
        manifest = try row.digestIfPresent(6)
        outcome = Outcome(rawValue: row.text(7)) ?? .error
        error = row.textIfPresent(8)
        started = row.timestamp(9) ?? .epoch
        duration = row.real(10)
        stepCount = Int(row.integer(11))
        cachedCount = Int(row.integer(12))
        logBytes = row.integer(13)
        // A text that cannot be read says nothing of the build; its row is a row all the same.
        request = (try? JSONValue(parsing: row.text(14))) ?? .null
        number = row.integer(0)
    }
}
