public import OCI

/// One thing that the build cache keeps, with what it takes on the disk.
public struct CacheEntry: Hashable, Sendable {
    /// What it is.
    public enum Content: Hashable, Sendable {
        /// The record of a step, with its layer or without.
        case step(CacheRecord)
        /// A directory that RUN steps find again.
        case mount(CacheMount)
        /// What a failed step left, kept because somebody asked for it.
        case failure(KeptFailure)
        /// A layer that neither an image nor a record needs: the next collection takes it.
        case layer(Layer)
    }

    /// What it is.
    public let content: Content
    /// Names it in this store.
    public let id: Digest
    /// Bytes of disk blocks that nothing else needs.
    public internal(set) var ownBytes: Int64 = 0
    /// Bytes of disk blocks that an image or another entry has too.
    public internal(set) var sharedBytes: Int64 = 0
    /// A command that runs now uses it.
    public internal(set) var isInUse = false
    /// An image has its layer.
    public internal(set) var isNeeded = false

    /// All its bytes.
    public var bytes: Int64 { ownBytes + sharedBytes }
    /// An image or another entry has its bytes as well.
    public var isShared: Bool { isNeeded || sharedBytes > 0 }
    /// Whether a clean-up of all may take it now.
    public var isReclaimable: Bool { !isInUse }

    init(_ content: Content) {
        self.content = content
        id =
            switch content {
            case .step(let record): record.key
            case .mount(let mount): Digest.of("strata cache mount \(mount.id)")
            case .failure(let failure): Digest(hex: failure.id + String(repeating: "0", count: 52)) ?? .of(failure.id)
            case .layer(let layer): layer.diffID
            }
    }

    /// The kind of the step (`run`, `copy`, …), `exec.cachemount` as BuildKit calls it, `source.http` for what was fetched,
    /// `kept-failed`, or `layer`.
    public var kind: String {
        switch content {
        case .step(let record): record.kind
        case .mount(let mount): Self.source(mount).map { "source.\($0.scheme)" } ?? "exec.cachemount"
        case .failure: "kept-failed"
        case .layer: "layer"
        }
    }

    /// The instruction, or what it is in words.
    public var text: String {
        switch content {
        case .step(let record): record.step.isEmpty ? "second key of a step" : record.step
        case .mount(let mount): Self.source(mount).map { "fetched \($0.address)" } ?? "cached mount \(mount.name)"
        case .failure(let failure): "failed: \(failure.name)"
        case .layer: "layer that nothing needs"
        }
    }

    /// What of a fetched source its name tells: `source:http:ADDRESS#…`; `nil` for a directory of RUN steps.
    private static func source(_ mount: CacheMount) -> (scheme: Substring, address: Substring)? {
        let parts = mount.name.split(separator: ":", maxSplits: 2)
        guard parts.count == 3, parts[0] == "source" else { return nil }
        return (parts[1], parts[2].prefix { $0 != "#" })
    }

    /// The record of a step; `nil` for anything else.
    public var record: CacheRecord? { if case .step(let record) = content { record } else { nil } }

    /// The layer, where it is there.
    public var layer: Layer? {
        switch content {
        case .step(let record): record.layer
        case .layer(let layer): layer
        case .mount, .failure: nil
        }
    }

    /// The record alone is left: its layer was removed.
    public var isBare: Bool { record?.layerIsGone == true }

    /// When it was made.
    public var created: Timestamp {
        switch content {
        case .step(let record): record.created
        case .mount(let mount): mount.created
        case .failure(let failure): failure.created
        case .layer(let layer): layer.created
        }
    }

    /// When it was last used; `nil` where nobody noted it.
    public var lastUsed: Timestamp? {
        switch content {
        case .step(let record): record.lastUsed
        case .mount(let mount): mount.lastUsed
        case .failure(let failure): failure.created
        case .layer: nil
        }
    }

    /// How often it was used after it was made.
    public var useCount: Int64 {
        switch content {
        case .step(let record): record.useCount
        case .mount(let mount): Int64(mount.useCount)
        case .layer, .failure: 0
        }
    }

    /// What goes before all that a build could use again: for the order of a clean-up with a bound.
    var isSpent: Bool {
        switch content {
        case .layer, .failure: true
        case .step, .mount: false
        }
    }
}
