import BuildGraph
import DockerfileSyntax
import LinuxSystem

/// A context that is walked while the build is still being planned.
///
/// Nothing here fails: what cannot be opened, read or walked is met again, and told, where it is needed.
struct ContextForesight: Sendable {
    /// The context, without what `ignoreFile` leaves out.
    let context: BuildContext
    /// What says what of the context does not count; `nil` where there is none.
    let ignoreFile: IgnoreFile?
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
        guard !paths.isEmpty else { return nil }
        do {
            let directory = try DirectoryHandle.open(path)
            ignoreFile = try loader.ignoring(in: directory)
            context = BuildContext(directory: directory, ignore: try ignoreFile?.patterns, index: index)
        } catch { return nil }
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
