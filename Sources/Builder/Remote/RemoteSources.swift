import BuildGraph
import DockerfileSyntax
import LinuxSystem
import OCI
import Storage
import Synchronization
import Transport

/// What the ADD steps of one build fetch, each once.
///
/// Fetching begins with the build, not with the step: what is wrong is told by the step that needs it.
final class RemoteSources: Sendable {
    /// Something fetched, as steps see it.
    struct Item: Sendable {
        /// Where it lies.
        let tree: SourceTree
        /// The path of the file in the tree; empty for all of it.
        let path: [UInt8]
        /// What a file is called at its destination.
        let name: [UInt8]
        /// What keeps it in its place until the build ends.
        let keeper: any Sendable

        /// It as sources of a copy.
        func selected(for step: CopyStep) async throws -> [SelectedSource] {
            // A repository is copied as the directory that it is.
            if path.isEmpty { return try await SourceSelection(step: step, tree: tree).select("/") }
            guard let found = try await tree.scan(path) else { return [] }
            return [SelectedSource(tree: found, origin: tree, name: name, carriesDirectories: false)]
        }
    }

    private static let atOnce = 4
    private let files: RemoteFiles
    private let repositories: Repositories
    private let reporter: ProgressReporter
    private let items = Mutex<[RemoteSource: SharedResult<Item>]>([:])
    private let found = Mutex<[RemoteSource: SourceMaterial]>([:])
    private let commits = Mutex<[GitReference: SharedResult<Repositories.Commit>]>([:])

    init(store: Store, request: BuildRequest, reporter: ProgressReporter) {
        files = RemoteFiles(store: store, client: HTTPClient(request.transport))
        repositories = Repositories(store: store, request: request)
        self.reporter = reporter
    }

    /// Fetches what the steps of a plan will ask for. What a step may have in the cache without it waits for the step.
    func begin(_ plan: BuildPlan) async {
        var rest = plan.remotes.filter { !$0.isPinned }[...]
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<Self.atOnce {
                guard let source = rest.popFirst() else { break }
                group.addTask { await self.prepare(source) }
            }
            while await group.next() != nil {
                guard let source = rest.popFirst() else { continue }
                group.addTask { await self.prepare(source) }
            }
        }
    }

    private func prepare(_ source: RemoteSource) async {
        // The step that needs it tries again and reports what is wrong.
        _ = try? await item(of: source)
    }

    /// Something fetched.
    ///
    /// - Throws: `BuildError` with `notFetched` or `wrongChecksum`.
    func item(of source: RemoteSource) async throws -> Item {
        let item = items.withLock { items in
            let item = items[source] ?? SharedResult()
            items[source] = item
            return item
        }
        return try await item.value { try await fetch(source) }
    }

    private func fetch(_ source: RemoteSource) async throws -> Item {
        switch source.kind {
        case .file: try await fetchFile(source)
        case .repository(let reference): try await checkOut(reference, source)
        }
    }

    private func fetchFile(_ source: RemoteSource) async throws -> Item {
        try await reporter.internalWork("[internal] fetch \(source.shown)") { line in
            let fetched = try await files.fetch(source)
            found.withLock { $0[source] = SourceMaterial(file: source.shown, fetched.record.digest) }
            let text = fetched.received == 0 ? "not changed" : "fetched: \(fetched.received)B"
            reporter.status(line, text, done: true)
            let tree = SourceTree(kind: .files(name: source.shown), root: fetched.directory)
            return Item(tree: tree, path: fetched.record.fileName, name: fetched.name, keeper: fetched.hold)
        }
    }

    private func checkOut(_ reference: GitReference, _ source: RemoteSource) async throws -> Item {
        let commit = try await noteCommit(of: source, reference)
        return try await reporter.internalWork("[internal] load git source \(source.shown)") { line in
            let made = try await repositories.checkOut(
                commit, of: reference, keepsGitDirectory: source.keepsGitDirectory)
            reporter.status(line, "commit \(commit.hash)", done: true)
            let tree = SourceTree(kind: .files(name: source.shown), root: made.directory)
            return Item(tree: tree, path: [], name: [], keeper: made.work)
        }
    }

    /// What has been fetched, or was found in the cache by what it has to be.
    func materials(of session: BuildSession) -> FetchedSources {
        var result = FetchedSources()
        result.context = session.request.contextMaterial
        result.files = found.withLock { $0 }
        for source in session.plan.remotes where result.files[source] == nil {
            guard let digest = source.checksum.flatMap({ try? Digest(parsing: $0) }) else { continue }
            result.files[source] = SourceMaterial(file: source.shown, digest)
        }
        for case (let name, .remote(let address)) in session.request.namedContexts {
            result.contexts[name] = (try? RemoteSource(address: address)).flatMap { result.files[$0] }
        }
        return result
    }

    private func commit(of reference: GitReference) async throws -> Repositories.Commit {
        let commit = commits.withLock { commits in
            let commit = commits[reference] ?? SharedResult()
            commits[reference] = commit
            return commit
        }
        return try await commit.value { try repositories.resolve(reference) }
    }

    private func noteCommit(of source: RemoteSource, _ reference: GitReference) async throws -> Repositories.Commit {
        let commit = try await commit(of: reference)
        found.withLock { $0[source] = SourceMaterial(reference, commit) }
        return commit
    }

    /// What stands for a source in a key before its files are fetched; `nil` where that cannot be told.
    func pin(of source: RemoteSource) async throws -> String? {
        switch source.kind {
        case .file:
            guard let checksum = source.checksum, let address = try? HTTPAddress(parsing: source.address) else {
                return nil
            }
            return "file \(checksum) \(BytePath.text(RemoteFiles.name(of: address)))"
        case .repository(let reference):
            let hash = try await noteCommit(of: source, reference).hash
            let parts = [source.keepsGitDirectory ? "git" : "files", reference.hasSubmodules ? "all" : "own"]
            return "commit \(hash) \(parts.joined(separator: " ")) \(reference.directory)"
        }
    }
}

extension SourceMaterial {
    /// A commit by the reference that it was found by.
    init(_ reference: GitReference, _ commit: Repositories.Commit) {
        self.init(
            repository: AddressCredentials.hidden(in: reference.remote), ref: reference.ref, commit: commit.hash)
    }
}
