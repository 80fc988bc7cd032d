internal import LinuxSystem
internal import OCI

/// Takes the entries of a walk for their content digest alone; digests that are known are not computed again.
final class ContentEmitter: EntryTarget {
    private var content: ContentHash? = ContentHash()
    private let mtimeRule: MTimeRule
    private let digests: [UInt64: Digest]
    private var contentSize: Int64 = 0
    private var entryCount = 0

    init(mtimeRule: MTimeRule, digests: [UInt64: Digest]) {
        self.mtimeRule = mtimeRule
        self.digests = digests
    }

    func add(_ entry: LayerEntry) throws {
        content?.add(entry, timeCounts: mtimeRule.counts(entry))
        contentSize += entry.contentSize
        entryCount += 1
    }

    func addFile(_ entry: LayerEntry, from source: FileHandle) throws {
        let digest = try digests[source.status().inode] ?? DigestingSource(FileSource(source)).finalize()
        content?.add(entry, timeCounts: mtimeRule.counts(entry), digest: digest)
        contentSize += entry.contentSize
        entryCount += 1
    }

    func finish() throws -> LayerSummary { preconditionFailure("a content alone has no archive") }

    /// The summary of the layer whose archive is known from elsewhere.
    func summary(diffID: Digest, _ input: ChunkedInput, root: RootMetadata?) -> LayerSummary {
        guard let content = content.take() else { preconditionFailure("a content ends once") }
        return LayerSummary(
            diffID: diffID, contentDigest: content.finalize(), tarSize: input.total, contentSize: contentSize,
            entryCount: entryCount, rootMetadata: root, checks: input.checks)
    }
}
