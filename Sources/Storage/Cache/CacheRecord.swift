public import OCI

/// What a step of a build led to, under the digest of everything that it read.
public struct CacheRecord: Hashable, Sendable {
    /// The digest of what the step does and reads, key version included.
    public var key: Digest
    /// For COPY and ADD: the key without the contents of files. No record of a shape means a certain miss.
    public var shape: Digest?
    /// What kind of step: `run`, `copy`, `add`, `workdir`, …
    public var kind: String
    /// The instruction in canonical form.
    public var step: String
    /// The parts of the key as JSON, for explanations.
    public var parts: String
    /// The layer that the step made.
    public var layer: Layer?
    /// The chain content digest of what the step stands on; `nil` where that is not known.
    public var below: Digest?
    /// What the layer contains or, where it is gone, contained.
    public private(set) var contentDigest: Digest?
    /// The step made a layer, and that was removed: a miss, kept to explain the next one.
    public private(set) var layerIsGone = false
    /// `created` in the history of images that have the step.
    public var created: Timestamp
    /// Seconds that the step took.
    public var duration: Double
    /// When it was last a hit, or made.
    public private(set) var lastUsed: Timestamp
    /// How often it was a hit.
    public private(set) var useCount: Int64 = 0

    /// Makes a record of a step that has just been done, or with `content` alone of one that was done elsewhere.
    public init(
        key: Digest, shape: Digest? = nil, kind: String, step: String, parts: String, layer: Layer?,
        below: Digest? = nil, content: Digest? = nil, created: Timestamp, duration: Double
    ) {
        self.key = key
        self.shape = shape
        self.kind = kind
        self.step = step
        self.parts = parts
        self.layer = layer
        self.below = below
        contentDigest = layer?.contentDigest ?? content
        layerIsGone = layer == nil && content != nil
        self.created = created
        self.duration = duration
        lastUsed = .now()
    }
}

extension CacheRecord {
    /// A record under a second, quicker key of the same step.
    public static let shortCut = "short cut"
    /// The moment at which an image without layers was first built.
    public static let moment = "created"
    /// In SQL: the record tells of a step.
    static let isStep = "kind NOT IN ('\(shortCut)', '\(moment)')"

    /// The key of the record that a short cut leads to; `nil` for others.
    public var wholeKey: Digest? { kind == Self.shortCut ? Digest(hex: parts) : nil }

    /// The chain content digest with the step's layer on top; `nil` where it is not known.
    public var chain: Digest? {
        guard let below, let contentDigest else { return nil }
        return LayerStack.chainDigest(below, adding: contentDigest)
    }

    static let source = """
        SELECT key, shape, kind, step, parts, has_layer, cache_records.created, duration, last_used, use_count, \
        below, cache_records.content_digest, \(Layer.columns) FROM cache_records LEFT JOIN layers ON layers.id = cache_records.layer
        """

    init(row: Row) throws(DatabaseError) {
        key = try row.digest(0)
        shape = try row.digestIfPresent(1)
        kind = row.text(2)
        step = row.text(3)
        parts = row.text(4)
        created = row.timestamp(6) ?? .epoch
        duration = row.real(7)
        lastUsed = row.timestamp(8) ?? .epoch
        useCount = row.integer(9)
        below = try row.digestIfPresent(10)
        contentDigest = try row.digestIfPresent(11)
        layer = row.isNull(12) ? nil : try Layer(row: row, from: 12)
        layerIsGone = row.bool(5) && layer == nil
    }

    /// Turns the record into a miss.
    mutating func loseLayer() {
        layer = nil
        layerIsGone = true
    }
}
