import BuildGraph
import DockerfileSyntax
import LinuxSystem

/// A context that is walked while the build is still being planned.
///
/// Nothing here fails: what cannot be opened, read or walked is met again, and told, where it is needed.
struct ContextForesight: Sendable {
    /// The context, with nothing left out but what `ignoreFile` says.
    let context: BuildContext
    /// The bytes of the file that says what of the context does not count; `nil` where there is none.
    let ignoreFile: [UInt8]?
    private let paths: [[UInt8]]

    /// Opens the context of a build; `nil` where it will not be read in all likelihood.
    init?(_ loader: ContextLoader, _ dockerfile: Dockerfile) {
        let request = loader.request
        guard case .directory(let path) = request.context, let index = loader.index else { return nil }
        let likely = LikelySources.paths(
            in: dockerfile, target: request.target, contexts: Set(request.namedContexts.keys.map(NamedContext.key)))
        paths = likely.compactMap { source in
            let (components, leaves) = BytePath.normalised(Array(source.utf8))
            return leaves ? nil : components
        }.sorted { $0.count < $1.count }.map(BytePath.joined)
        guard !paths.isEmpty, let directory = try? DirectoryHandle.open(path),
            let found = try? loader.ignoreFile(in: directory).map({ ($0.1, IgnorePatterns.parse($0.1, name: $0.0)) })
                ?? ([], nil)
        else { return nil }
        if let parsed = found.1, !parsed.diagnostics.isEmpty { return nil }
        ignoreFile = found.1 == nil ? nil : found.0
        context = BuildContext(directory: directory, ignore: found.1?.patterns, index: index)
    }

    /// Walks what the build names of the context, the most of it first: what lies below is then known as well.
    func walk() async {
        for path in paths {
            if Task.isCancelled { return }
            // The step itself reports what is wrong here.
            guard let resolved = try? context.tree.root.resolve(inRoot: path) else { continue }
            guard (try? context.tree.status(of: resolved)) != nil else { continue }
            _ = try? await context.tree.scan(resolved)
        }
    }
}
