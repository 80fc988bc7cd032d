internal import OCI

/// The content digest of a layer: SHA-256 over one line for each entry, in canonical order (layer rule 1).
///
/// A line is `TYPE MODE UID GID TIME REST LENGTH:PATH ATTRIBUTES`: the mode in octal, `-` for a time that does not count,
/// and every string of bytes with its length before it, so that no two contents have the same lines.
struct ContentHash: ~Copyable {
    private var digester = Digester()
    private var pending: [UInt8] = []

    init() { pending += Array("strata layer content 1\n".utf8) }

    /// Adds an entry; `digest` is the SHA-256 of a regular file's bytes.
    mutating func add(_ entry: LayerEntry, timeCounts: Bool, digest: Digest? = nil) {
        let time = timeCounts ? String(entry.modified) : "-"
        let mode = String(entry.permissions, radix: 8)
        switch entry.kind {
        case .regular(let size):
            begin("f \(mode) \(entry.userID) \(entry.groupID) \(time) \(size) \(digest?.hex ?? "-")")
        case .directory: begin("d \(mode) \(entry.userID) \(entry.groupID) \(time)")
        case .opaqueDirectory: begin("o \(mode) \(entry.userID) \(entry.groupID) \(time)")
        case .symbolicLink(let target):
            begin("l \(mode) \(entry.userID) \(entry.groupID) \(time)")
            append(target)
        case .hardLink(let target):
            begin("h")
            append(target)
        case .characterDevice(let major, let minor):
            begin("c \(mode) \(entry.userID) \(entry.groupID) \(time) \(major) \(minor)")
        case .blockDevice(let major, let minor):
            begin("b \(mode) \(entry.userID) \(entry.groupID) \(time) \(major) \(minor)")
        case .pipe: begin("p \(mode) \(entry.userID) \(entry.groupID) \(time)")
        case .whiteout: begin("w")
        }
        append(entry.path)
        for attribute in entry.attributes {
            append(Array(attribute.name.utf8))
            append(attribute.value)
        }
        pending.append(UInt8(ascii: "\n"))
        if pending.count > 1 << 15 { flush() }
    }

    /// Ends the hash.
    consuming func finalize() -> Digest {
        digester.update(pending)
        return digester.finalize()
    }

    private mutating func begin(_ text: String) { pending += Array(text.utf8) }

    private mutating func append(_ bytes: [UInt8]) {
        pending += Array(" \(bytes.count):".utf8)
        pending += bytes
    }

    private mutating func flush() {
        digester.update(pending)
        pending.removeAll(keepingCapacity: true)
    }
}
