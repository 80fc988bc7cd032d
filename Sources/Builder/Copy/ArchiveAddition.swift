import BuildGraph
import LayerArchive
import LinuxSystem
import OCI
import Storage

/// Makes the layer of an ADD of which at least one source is an archive: source by source, as BuildKit does, so that what comes
/// later lies over what came before.
struct ArchiveAddition {
    let copy: CopyWork
    /// Which sources are archives, by number.
    let archives: Set<Int>
    let facts: [[FileFacts]]

    private var session: BuildSession { copy.session }

    /// Sources that follow each other and are all unpacked, or all copied.
    private struct Group {
        var numbers: Range<Int>
        let isUnpacked: Bool
        /// The files of here-documents come after all else.
        var hasInlineFiles = false
    }

    /// Makes and commits the layer.
    func commit() throws -> CommittedLayer {
        let work = try session.store.makeWorkDirectory()
        defer { work.remove() }
        let stack = try session.store.stack(of: copy.parent.layers)
        try work.prepareUpper(root: stack.root)
        let upper = try DirectoryHandle.open(work.upper)
        let below = copy.step.isLinked ? [] : stack.lowerDirectories
        let base = below.isEmpty ? nil : try OverlayMount.make(lowers: below).root()
        for (place, group) in groups.enumerated() {
            let view = place == 0 ? base : try OverlayMount.make(lowers: [work.upper] + below).root()
            let planner = try copy.planner(base: view, facts: facts, taking: group.isUnpacked ? 0..<0 : group.numbers)
            if group.hasInlineFiles { try planner.addInlineFiles() }
            let destination = group.isUnpacked ? try planner.unpackingDirectory() : nil
            let writing = copy.writing(planner, facts: facts, madeAt: group.isUnpacked ? newestArchive : nil)
            if place == 0 {
                _ = try writing.write(into: upper)
            } else {
                let part = try DirectoryHandle.open(work.makeDirectory("part\(place)"))
                _ = try writing.write(into: part)
                try TreeMerge.move(part, over: upper)
            }
            if let destination { try unpack(group.numbers, at: destination, in: upper, base) }
        }
        var capture = LayerCapture(of: upper)
        capture.base = base
        capture.root = .compared(with: stack.root)
        capture.sourceDateEpoch = session.sourceDateEpoch?.seconds
        let guardian = SecretGuard(session: session, vertex: copy.vertex)
        let search = guardian.search()
        capture.search = search
        let summary = try capture.normalise()
        try guardian.check(search)
        return try session.store.commitLayer(
            work, summary: summary, mtimeRule: .all, created: .now(),
            cutOff: session.sourceDateEpoch == nil)
    }

    private var groups: [Group] {
        var groups: [Group] = []
        for number in copy.sources.indices {
            let isUnpacked = archives.contains(number)
            if let last = groups.indices.last, groups[last].isUnpacked == isUnpacked {
                groups[last].numbers = groups[last].numbers.lowerBound..<number + 1
            } else {
                groups.append(Group(numbers: number..<number + 1, isUnpacked: isUnpacked))
            }
        }
        if !copy.step.inlineFiles.isEmpty {
            groups.append(Group(numbers: 0..<0, isUnpacked: false, hasInlineFiles: true))
        }
        return groups
    }

    /// The time that directories get which are made on the way to where archives are unpacked.
    private var newestArchive: Int64? { archives.map { copy.sources[$0].tree.root.status.modified.seconds }.max() }

    private func unpack(
        _ numbers: Range<Int>, at destination: [[UInt8]], in upper: DirectoryHandle, _ base: DirectoryHandle?
    ) throws {
        // The destination is the root for the archive: links in it lead nowhere else, and its own entry for the root counts
        // for nothing, as in docker.
        let path = BytePath.joined(destination)
        let target = try upper.directory(at: path)
        let below = try base.flatMap {
            try path.isEmpty || $0.statusIfPresent(of: path)?.kind == .directory ? $0.directory(at: path) : nil
        }
        for number in numbers {
            let archive = copy.sources[number]
            var applier = LayerApplier(into: target)
            applier.base = below
            applier.owner = copy.owner.map { ($0.user, $0.group) }
            applier.sourceDateEpoch = session.sourceDateEpoch?.seconds
            applier.rejectsWhiteouts = true
            applier.isPlainArchive = true
            do {
                _ = try applier.apply(ArchiveSource.content(of: archive))
            } catch let error as LayerArchiveError {
                throw BuildError(
                    .badArchive, "ADD \(BytePath.text(archive.name)): unpacking the archive", hint: error.hint,
                    cause: error)
            }
        }
    }
}
