internal import LinuxSystem
internal import OCI

/// What an archive left open and the stack below answered.
struct BaseFacts {
    private var facts: [[UInt8]: String] = [:]
    private var parents: Set<[UInt8]> = []

    /// A directory that the archive did not name; `below` is what the stack has there.
    mutating func addParent(_ path: [UInt8], below: RootMetadata?, modified: Int64) {
        parents.insert(path)
        guard let below else {
            facts[path] = "absent"
            return
        }
        let attributes = below.attributes.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
        facts[path] = "directory \(below.permissions) \(below.userID) \(below.groupID) \(modified) \(attributes)"
    }

    /// A directory that the archive needs and itself made new, whatever is below.
    mutating func addHiddenParent(_ path: [UInt8]) { parents.insert(path) }

    /// A link of the stack below that a path led through.
    mutating func addLink(_ path: [UInt8], target: [UInt8]) { facts[path] = "link \(target)" }

    /// A file of the stack below that the archive links to.
    mutating func addFile(_ path: [UInt8], _ status: FileStatus, _ digest: Digest?) {
        facts[path] =
            "file \(status.kind.rawValue) \(status.permissions) \(status.userID) \(status.groupID) "
            + "\(status.modified.seconds) \(status.nodeDevice.major) \(status.nodeDevice.minor) \(digest?.hex ?? "-")"
    }

    /// The names in the root below, all of which the archive hides.
    mutating func addHiddenRoot(_ names: [[UInt8]]) { facts[[]] = "root \(names)" }

    /// The archive names the directory after all, with everything that is asked of it.
    mutating func settle(_ path: [UInt8]) {
        if parents.remove(path) != nil { facts[path] = nil }
    }

    var impliedParents: [[UInt8]] { parents.sorted(by: ByteOrder.precedes) }

    /// The digest of all facts; `nil` where there are none.
    var digest: Digest? {
        if facts.isEmpty { return nil }
        var digester = Digester()
        for (path, fact) in facts.sorted(by: { ByteOrder.precedes($0.key, $1.key) }) {
            digester.update("\(path.count):")
            digester.update(path)
            digester.update(" \(fact)\n")
        }
        return digester.finalize()
    }
}
