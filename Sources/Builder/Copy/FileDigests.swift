import LayerArchive
import LinuxSystem
import OCI

/// What of an entry goes into a key besides its metadata.
struct FileFacts: Sendable, Hashable {
    /// The SHA-256 of a regular file's bytes.
    var digest: Digest?
    /// The attributes that arrive at the destination: all kept ones from an image, from a context `security.capability`.
    var attributes: [ExtendedAttribute] = []
}

/// Reads the files of selected sources for their digests, by several tasks at once, and leaves out what the context index
/// knows already.
struct FileDigests: Sendable {
    let source: SourceTree
    /// How many tasks read.
    var workers = 2

    /// The memory of earlier builds.
    private var index: ContextIndex? { source.index }

    private struct Job: Sendable {
        let entry: Int
        let key: ContextIndex.Key
    }

    /// The facts of each entry of a tree, at its place, as far as the index has them; and what must be read.
    private func known(of tree: ScannedTree) async -> (facts: [FileFacts], jobs: [Job]) {
        let content = index?.content ?? IndexContent()
        let count = tree.entries.count
        // Half of a small tree is not worth a task.
        let share = count < 2_000 ? count : (count + workers - 1) / workers
        let facts = FactsBlock(count: count)
        let left = await withTaskGroup(of: (Int, [Int]).self) { group in
            for start in stride(from: 0, to: count, by: share) {
                let range = start..<min(start + share, count)
                group.addTask { (start, unknown(range, of: tree, content, facts)) }
            }
            var parts: [(Int, [Int])] = []
            for await part in group { parts.append(part) }
            return parts.sorted { $0.0 < $1.0 }.flatMap(\.1)
        }
        let jobs = jobs(for: left, of: tree, content, facts)
        return (facts.taken(), jobs)
    }

    /// Sets the digests of files whose records the scan found, and gives the entries that have no facts yet.
    private func unknown(
        _ range: Range<Int>, of tree: ScannedTree, _ content: IndexContent, _ facts: FactsBlock
    ) -> [Int] {
        var unknown: [Int] = []
        tree.entries.withUnsafeBufferPointer { entries in
            for entry in range {
                let kind = entries[entry].status.kind
                if kind != .regular, !source.kind.hasOwners || kind == .symbolicLink { continue }
                let record = entries[entry].record
                if kind == .regular, record != IndexFile.noRecord,
                    let digest = content.digest(at: record, for: entries[entry].status)
                {
                    facts.setDigest(digest, of: entry)
                } else {
                    unknown.append(entry)
                }
            }
        }
        return unknown
    }

    /// Looks files up by their paths; what is not found must be read.
    private func jobs(
        for unknown: [Int], of tree: ScannedTree, _ content: IndexContent, _ facts: FactsBlock
    ) -> [Job] {
        if unknown.isEmpty { return [] }
        let hashes = index == nil ? nil : tree.pathHashes()
        return unknown.compactMap { entry in
            let key = ContextIndex.Key(path: hashes?[entry] ?? 0, status: tree.entries[entry].status)
            guard tree.entries[entry].status.kind == .regular, let digest = content.digest(for: key) else {
                return Job(entry: entry, key: key)
            }
            facts.setDigest(digest, of: entry)
            return nil
        }
    }

    /// Facts that several tasks fill in: what each has found is not copied once more.
    ///
    /// Unchecked: each task sets its own places, and the facts are taken when all have ended.
    private final class FactsBlock: @unchecked Sendable {
        private let start: UnsafeMutablePointer<FileFacts>
        private var count: Int

        init(count: Int) {
            self.count = count
            start = .allocate(capacity: count)
            start.initialize(repeating: FileFacts(), count: count)
        }

        /// Sets a digest; no other task may be at the same place.
        func setDigest(_ digest: Digest, of entry: Int) { start[entry].digest = digest }

        /// The facts; the block is empty afterwards.
        func taken() -> [FileFacts] {
            let count = self.count
            self.count = 0
            return [FileFacts](unsafeUninitializedCapacity: count) { buffer, initialized in
                buffer.baseAddress?.moveInitialize(from: start, count: count)
                initialized = count
            }
        }

        deinit {
            start.deinitialize(count: count)
            start.deallocate()
        }
    }

    /// The facts of each entry of a tree where the index has them all; else `nil`.
    func knownFacts(of tree: ScannedTree) async -> [FileFacts]? {
        let (facts, jobs) = await known(of: tree)
        return jobs.isEmpty ? facts : nil
    }

    /// The facts of each entry of a tree, at its place.
    ///
    /// - Throws: `BuildError` with `contextChanged` where a file is not what it was when it was scanned.
    func facts(of tree: ScannedTree) async throws -> [FileFacts] {
        var (facts, jobs) = await known(of: tree)
        if jobs.isEmpty { return facts }
        let share = max(1, (jobs.count + workers - 1) / workers)
        let parts = stride(from: 0, to: jobs.count, by: share).map { jobs[$0..<min($0 + share, jobs.count)] }
        try await withThrowingTaskGroup(of: [(Int, FileFacts)].self) { group in
            for part in parts { group.addTask { try read(part, of: tree) } }
            for try await found in group {
                for (entry, fact) in found { facts[entry] = fact }
            }
        }
        index?.record(
            jobs.compactMap { job in
                // A file with capabilities is read again each time: the index has no room for them.
                guard facts[job.entry].attributes.isEmpty else { return nil }
                return facts[job.entry].digest.map { (job.key, $0) }
            })
        return facts
    }

    private func read(_ jobs: ArraySlice<Job>, of tree: ScannedTree) throws -> [(Int, FileFacts)] {
        var result: [(Int, FileFacts)] = []
        result.reserveCapacity(jobs.count)
        var reader = SourceReader(source: source, tree: tree)
        for job in jobs {
            try Cancellation.check()
            var facts = FileFacts(attributes: try reader.attributes(job.entry))
            if tree.entries[job.entry].status.kind == .regular {
                let file = try reader.open(job.entry)
                facts.digest = try file.digestOfContent()
                try reader.requireUnchanged(file, job.entry)
            }
            result.append((job.entry, facts))
        }
        return result
    }
}

extension ScannedTree {
    /// A hash of each entry's path inside the source's root.
    func pathHashes() -> [UInt64] {
        var hashes: [UInt64] = []
        hashes.reserveCapacity(entries.count)
        for index in entries.indices {
            if index == 0 {
                hashes.append(ContextIndex.hash(of: path))
            } else {
                let parent = hashes[Int(entries[index].parent)]
                hashes.append(entries[index].name.withUnsafeBytes { ContextIndex.hash($0, below: parent) })
            }
        }
        return hashes
    }
}

extension FileHandle {
    /// The SHA-256 of the bytes from here to the end.
    func digestOfContent() throws -> Digest {
        var digester = Digester()
        try withUnsafeTemporaryAllocation(byteCount: 128 << 10, alignment: 64) { buffer in
            while true {
                try Cancellation.check()
                let count = try read(into: buffer)
                if count == 0 { return }
                digester.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        }
        return digester.finalize()
    }
}
