import BuildGraph
import LayerArchive
import LinuxSystem
import OCI
import Storage

/// Makes the layer of an ADD that unpacks archives: what is no archive is copied first, then each archive is unpacked
/// through the merged view.
struct ArchiveUnpacking {
    let session: BuildSession
    let parent: StackState
    let owner: Owner?
    /// The archives, in the order in which they are unpacked.
    let archives: [SelectedSource]
    let source: SourceTree
    /// Where they are unpacked, free of links.
    let destination: [[UInt8]]

    /// Unpacks into a directory that may hold copied files already, and commits it.
    func commit(_ work: WorkDirectory, base: DirectoryHandle?, stackRoot: RootMetadata) throws -> CommittedLayer {
        let upper = try DirectoryHandle.open(work.upper)
        // The destination is the root for the archive: links in it lead nowhere else, and its own entry for the root counts
        // for nothing, as in docker.
        let path = BytePath.joined(destination)
        let target = try upper.directory(at: path)
        let below = try base.flatMap {
            try $0.statusIfPresent(of: path)?.kind == .directory || path.isEmpty ? $0.directory(at: path) : nil
        }
        for archive in archives {
            var applier = LayerApplier(into: target)
            applier.base = below
            applier.owner = owner.map { ($0.user, $0.group) }
            applier.sourceDateEpoch = session.sourceDateEpoch?.seconds
            applier.rejectsWhiteouts = true
            applier.isPlainArchive = true
            do {
                _ = try applier.apply(ArchiveSource.content(of: archive, in: source))
            } catch let error as LayerArchiveError {
                throw BuildError(
                    .badArchive, "ADD \(BytePath.text(archive.name)): unpacking the archive", hint: error.hint,
                    cause: error)
            }
        }
        var capture = LayerCapture(of: upper)
        capture.base = base
        capture.root = .compared(with: stackRoot)
        capture.sourceDateEpoch = session.sourceDateEpoch?.seconds
        let summary = try capture.normalise()
        return try session.store.commitLayer(
            work, summary: summary, mtimeRule: .all, created: .now(), cutOff: session.sourceDateEpoch == nil)
    }
}
