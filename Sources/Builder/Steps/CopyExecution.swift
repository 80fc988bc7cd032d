import BuildGraph
import ContainerRuntime
import LayerArchive
import LinuxSystem
import OCI
import Storage

/// Carries out a COPY or ADD.
///
/// Where the cache holds a step of the same *shape* (everything but the contents), the files are hashed first, with the
/// context's index, and the step is looked up. Where there is none, a hit is impossible: files are hashed while they are
/// copied, and read once.
struct CopyExecution: Sendable {
    let session: BuildSession
    let vertex: Vertex
    let step: CopyStep

    /// The stack with the step's layer on top, from the cache where it is there.
    func execute() async throws -> StackState {
        do {
            return try await attempt()
        } catch let error as BuildError where error.code == .contextChanged && step.readsDirectory {
            session.lookAgain()
            return try await attempt()
        }
    }

    private func attempt() async throws -> StackState {
        let parent = session.stack(of: step.parent)
        let view = try step.ownership == nil || step.isLinked ? nil : session.view(of: parent)
        let owner = try owner(in: view)
        let cache = StepCache(session: session, vertex: vertex, parent: parent)
        let whole = try await wholeSource(on: parent, owner: owner)
        if let whole, let state = try await cache.hit(whole) {
            session.reporter.cached(vertex.name)
            return state
        }
        let source = try await self.source()
        var copy = CopyWork(
            session: session, vertex: vertex, step: step, parent: parent, source: source, owner: owner, sources: [])
        copy.sources = try await select(in: source)
        let state = try await copy.execute()
        if let whole, let layer = state.own { try cache.recordShortCut(whole, layer) }
        return state
    }

    /// A second key, where that is found nothing of the source needs to be looked at: for a stage or an image as source with all
    /// that it contains, for fetched sources with what they have to be.
    private func wholeSource(on parent: StackState, owner: Owner?) async throws -> KeyParts? {
        guard let contents = try await wholeContents() else { return nil }
        return KeyParts.copy(
            step, in: session.keyContext(on: parent, of: vertex), owner: owner, contents: contents,
            contentsShape: contents)
    }

    private func wholeContents() async throws -> Digest? {
        if case .fileSystem(let fileSystem) = step.source { return session.stack(of: fileSystem).chain }
        if step.hasPaths || !step.inlineFiles.isEmpty { return nil }
        var pins: [String] = []
        for (_, remote) in step.remotes.sorted(by: { $0.key < $1.key }) {
            guard let pin = try await session.remotes.pin(of: remote) else { return nil }
            pins.append("\(pin.utf8.count):\(pin)")
        }
        return Digest.of("strata fetched " + pins.joined())
    }

    /// What all sources name, in the order in which they are copied.
    private func select(in tree: SourceTree) async throws -> [SelectedSource] {
        if case .named(let name) = step.source, let file = try await NamedFiles(session: session).file(of: name) {
            return [file]
        }
        let selection = SourceSelection(step: step, tree: tree)
        var result: [SelectedSource] = []
        for (index, source) in step.sources.enumerated() {
            if let remote = step.remotes[index] {
                let item = try await session.remotes.item(of: remote)
                result += try await item.selected(for: step)
            } else {
                result += try await selection.select(source)
            }
        }
        return result
    }

    /// What is copied from. A build without a context has an empty one.
    private func source() async throws -> SourceTree {
        switch step.source {
        case .context:
            if let context = session.context { return context.tree }
            return SourceTree(kind: .context, root: try OverlayMount.make(lowers: []).root())
        case .named(let name): return try await NamedFiles(session: session).tree(of: name)
        case .fileSystem(let fileSystem):
            let name = fileSystem.vertex.map { session.plan[$0].shownAsSource } ?? "scratch"
            let root = try session.view(of: session.stack(of: fileSystem)) ?? OverlayMount.make(lowers: []).root()
            return SourceTree(kind: .image(name: name), root: root)
        }
    }

    private func owner(in view: DirectoryHandle?) throws -> Owner? {
        guard let text = step.ownership else { return nil }
        do {
            let root = try view ?? OverlayMount.make(lowers: []).root()
            let (user, group) = try AccountLookup.owner(text, in: root)
            return Owner(user: user, group: group)
        } catch let error as ContainerError {
            throw BuildError(.badOwner, "\(step.keyword) --chown=\(text): \(error.message)", hint: error.hint)
        }
    }
}

/// A COPY or ADD whose sources are known.
struct CopyWork: Sendable {
    let session: BuildSession
    let vertex: Vertex
    let step: CopyStep
    let parent: StackState
    let source: SourceTree
    let owner: Owner?
    var sources: [SelectedSource]

    private var ownersCount: Bool { source.kind.hasOwners && owner == nil }
    private var context: KeyContext { session.keyContext(on: parent, of: vertex) }
    private var cache: StepCache { StepCache(session: session, vertex: vertex, parent: parent) }

    func execute() async throws -> StackState {
        // Where the index knows every file, the step is looked up at once.
        async let asked = session.request.skipsCache(vertex) ? nil : await knownFacts()
        let shapeOfContents = SourceListing.shape(of: sources, ownersCount: ownersCount)
        let known = await asked
        if let known, let state = try await found(parts(known, shapeOfContents)) { return state }
        let shape = KeyParts.copyShape(step, in: context, owner: owner, contentsShape: shapeOfContents)
        let lock = try session.store.lockStep(shape)
        defer { lock.release() }
        // An archive is hashed before it is unpacked: its own bytes are in no entry of the layer.
        let archives = try archives()
        if !archives.isEmpty { return try await unpack(archives, shapeOfContents) }
        // One that has to be in the cache is looked at before anything is copied.
        if try !cache.isRequired, try session.request.skipsCache(vertex) || !cache.mayHit(shape) {
            return try await cache.carryOut { line in
                // What was read is known when it has been copied; the reason then stands with the result.
                try make(facts: nil, shapeOfContents) { facts in
                    session.reporter.note(line, try explanation(facts, shapeOfContents).line)
                }
            }
        }
        let facts: [[FileFacts]]
        if let known { facts = known } else { facts = try await hashed() }
        if let state = try await found(parts(facts, shapeOfContents)) { return state }
        return try await cache.carryOut(explaining: { try explanation(facts, shapeOfContents) }) { _ in
            try make(facts: facts, shapeOfContents)
        }
    }

    private func explanation(_ facts: [[FileFacts]], _ shapeOfContents: Digest) throws -> MissCause {
        try cache.explanation(of: parts(facts, shapeOfContents), listing(facts))
    }

    /// What the step reads, entry by entry.
    private func listing(_ facts: [[FileFacts]]) -> CopyListing? {
        FileListing.make(of: sources, facts: facts, ownersCount: ownersCount)
    }

    private func found(_ parts: KeyParts) async throws -> StackState? {
        guard let state = try await cache.hit(parts) else { return nil }
        session.reporter.cached(vertex.name)
        return state
    }

    private func digests(of source: SelectedSource) -> FileDigests {
        FileDigests(source: source.origin)
    }

    private func knownFacts() async -> [[FileFacts]]? {
        var facts: [[FileFacts]] = []
        for source in sources {
            guard let known = await digests(of: source).knownFacts(of: source.tree) else { return nil }
            facts.append(known)
        }
        return facts
    }

    private func hashed() async throws -> [[FileFacts]] {
        var facts: [[FileFacts]] = []
        for source in sources { facts.append(try await digests(of: source).facts(of: source.tree)) }
        return facts
    }

    private func parts(_ facts: [[FileFacts]], _ shapeOfContents: Digest) -> KeyParts {
        KeyParts.copy(
            step, in: context, owner: owner, contents: SourceListing.contents(shapeOfContents, facts: facts),
            contentsShape: shapeOfContents)
    }

    /// The numbers of the sources that are unpacked.
    private func archives() throws -> Set<Int> {
        Set(
            try sources.indices.filter { index in
                let isUnpacked =
                    sources[index].origin.kind == .context ? step.unpacksArchives : step.unpacksFetched
                return try isUnpacked && ArchiveSource.isArchive(sources[index])
            })
    }

    private func unpack(_ archives: Set<Int>, _ shapeOfContents: Digest) async throws -> StackState {
        let facts = try await hashed()
        let parts = parts(facts, shapeOfContents)
        if let state = try await found(parts) { return state }
        return try await cache.carryOut(explaining: { try explanation(facts, shapeOfContents) }) { _ in
            let start = Timestamp.now()
            let committed = try ArchiveAddition(copy: self, archives: archives, facts: facts).commit()
            try cache.record(parts, committed.layer, since: start, listing: listing(facts))
            return committed.layer
        }
    }

    private func make(
        facts: [[FileFacts]]?, _ shapeOfContents: Digest, beforeRecord: ([[FileFacts]]) throws -> Void = { _ in }
    ) throws -> Layer {
        let start = Timestamp.now()
        let base = step.isLinked ? nil : try session.view(of: parent)
        let planner = try self.planner(base: base, facts: facts, taking: sources.indices)
        try planner.addInlineFiles()
        let writing = self.writing(planner, facts: facts, madeAt: nil)
        let result = try writing.commit()
        source.index?.record(result.read)
        try beforeRecord(result.facts)
        try cache.record(
            parts(result.facts, shapeOfContents), result.committed.layer, since: start, listing: listing(result.facts))
        return result.committed.layer
    }

    /// What writes a planned copy.
    func writing(_ planner: CopyPlanner, facts: [[FileFacts]]?, madeAt: Int64?) -> LayerWriting {
        LayerWriting(
            session: session, parent: parent, plan: LayerPlan(root: planner.destination.root, madeAt: madeAt),
            sources: sources, facts: facts, vertex: vertex)
    }

    /// The planned copy of some of the sources.
    func planner(base: DirectoryHandle?, facts: [[FileFacts]]?, taking numbers: Range<Int>) throws -> CopyPlanner {
        let planner = try CopyPlanner(step: step, owner: owner, isFromContext: !source.kind.hasOwners, base: base)
        for number in numbers {
            let selected = sources[number]
            var reader = SourceReader(source: selected.origin, tree: selected.tree)
            try planner.add(selected, number: number) { index in
                if let facts { return facts[number][index].attributes }
                // A file's attributes are read when it is open to be copied.
                return selected.tree.entries[index].status.kind == .regular ? [] : try reader.attributes(index)
            }
        }
        return planner
    }
}

extension Vertex {
    /// What is copied from or mounted, as a phrase of messages.
    var shownAsSource: String {
        if let stageName { return "stage \(stageName)" }
        switch operation {
        case .image(let image):
            return "the image \((try? ImageReference(parsing: image.name).familiar) ?? image.name)"
        case .copy(let step):
            guard case .named(let name) = step.source else { return "the image" }
            return "the context \(name)"
        default: return "the image"
        }
    }
}
