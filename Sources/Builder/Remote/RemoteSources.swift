import BuildGraph
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
        let hold: CacheMountHold

        /// It as a source of a copy.
        func selected() async throws -> SelectedSource? {
            guard let found = try await tree.scan(path) else { return nil }
            return SelectedSource(tree: found, origin: tree, name: name, carriesDirectories: false)
        }
    }

    private static let atOnce = 4
    private let files: RemoteFiles
    private let reporter: ProgressReporter
    private let items = Mutex<[RemoteSource: SharedResult<Item>]>([:])

    init(store: Store, client: HTTPClient, reporter: ProgressReporter) {
        files = RemoteFiles(store: store, client: client)
        self.reporter = reporter
    }

    /// Fetches what the steps of a plan will ask for. What has a checksum waits for its step, which may have it in the cache.
    func begin(_ plan: BuildPlan) async {
        var rest = plan.remotes.filter { $0.checksum == nil }[...]
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<Self.atOnce {
                guard let source = rest.popFirst() else { return }
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
    /// - Throws: what ``RemoteFiles/fetch(_:)`` throws.
    func item(of source: RemoteSource) async throws -> Item {
        let item = items.withLock { items in
            let item = items[source] ?? SharedResult()
            items[source] = item
            return item
        }
        return try await item.value { try await fetch(source) }
    }

    private func fetch(_ source: RemoteSource) async throws -> Item {
        try await reporter.internalWork("[internal] fetch \(source.shown)") { line in
            let fetched = try await files.fetch(source)
            let text = fetched.received == 0 ? "not changed" : "fetched: \(fetched.received)B"
            reporter.status(line, text, done: true)
            let tree = SourceTree(kind: .files(name: source.shown), root: fetched.directory)
            return Item(tree: tree, path: fetched.record.fileName, name: fetched.name, hold: fetched.hold)
        }
    }

    /// What stands for a source in a key before anything is fetched; `nil` where that cannot be told.
    func pin(of source: RemoteSource) -> String? {
        guard let checksum = source.checksum, source.kind == .file,
            let address = try? HTTPAddress(parsing: source.address)
        else { return nil }
        return "file \(checksum) \(BytePath.text(RemoteFiles.name(of: address)))"
    }
}
