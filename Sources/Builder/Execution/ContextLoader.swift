import BuildGraph
import DockerfileSyntax
import LinuxSystem
import OCI
import Storage
import SystemPackage

/// Opens the context of a build, with the file that says what of it does not count.
struct ContextLoader: Sendable {
    private static let limit = 16 << 20
    let request: BuildRequest
    /// What earlier builds remember of the context; `nil` where there is no context that can be opened.
    let index: ContextIndex?
    /// The context that is being walked already.
    private var foresight: ContextForesight?

    init(request: BuildRequest, store: Store) {
        self.request = request
        guard case .directory(let path) = request.context, let status = try? DirectoryHandle.open(path).status() else {
            index = nil
            return
        }
        index = ContextIndex(file: request.contextIndex ?? store.indexFile(of: status), now: FileTime(Timestamp.now()))
    }

    /// Looks at the ignore file only.
    init(request: BuildRequest) {
        self.request = request
        index = nil
    }

    /// The same, for a context that is being walked already.
    func foreseeing(_ foresight: ContextForesight?) -> ContextLoader {
        var loader = self
        loader.foresight = foresight
        return loader
    }

    /// The context; `nil` where the build has none, or reads nothing of it.
    func load(for plan: BuildPlan, _ reporter: ProgressReporter) async throws -> BuildContext? {
        guard case .directory(let path) = request.context else { return nil }
        let directory: DirectoryHandle
        do throws(SystemError) {
            if let foresight { directory = foresight.context.directory } else { directory = try .open(path) }
        } catch {
            throw BuildError(
                .contextUnreadable, "opening the build context \(path)",
                hint: "name a directory that is there and that you may read", cause: error)
        }
        guard plan.readsContext else { return nil }
        let ignore = try await reporter.internalWork("[internal] load .dockerignore") { line in
            guard let file = try foresight.map(\.ignoreFile) ?? ignoring(in: directory) else {
                return IgnorePatterns?.none
            }
            reporter.status(line, "transferring context: \(file.size)B", done: true)
            return try file.patterns
        }
        DebugLog.note("context", "\(path)" + (ignore == nil ? "" : ", filtered by a .dockerignore"))
        if let foresight { return foresight.context }
        guard let index else {
            throw BuildError(.contextUnreadable, "opening the build context \(path): it was not there a moment ago")
        }
        return BuildContext(directory: directory, ignore: ignore, index: index)
    }

    /// The warnings about COPY and ADD of what the context's ignore file leaves out.
    func ignoredCopies(_ vertices: [Vertex]) throws -> [Diagnostic] {
        guard case .directory(let path) = request.context, vertices.contains(where: \.copiesFromContext),
            let directory = foresight?.context.directory ?? (try? .open(path)),
            let file = try foresight.map(\.ignoreFile) ?? ignoring(in: directory)
        else { return [] }
        return IgnoredCopies.warnings(vertices, ignoring: try file.patterns)
    }

    /// What the context's ignore file says; `nil` where there is none.
    func ignoring(in directory: DirectoryHandle) throws -> IgnoreFile? {
        try ignoreFile(in: directory).map { IgnoreFile(name: $0.0, bytes: $0.1) }
    }

    /// `NAME.dockerignore` beside the Dockerfile NAME, else `.dockerignore` in the context.
    func ignoreFile(in directory: DirectoryHandle) throws -> (String, [UInt8])? {
        if let own = request.ownIgnoreFile { return own }
        if case .file(let path) = request.dockerfile, let name = path.lastComponent?.string {
            let own = path.removingLastComponent().appending(name + ".dockerignore")
            if let bytes = try read(own) { return (own.string, bytes) }
        }
        let shared = Array(".dockerignore".utf8)
        guard try directory.statusIfPresent(of: shared)?.kind == .regular else { return nil }
        return (".dockerignore", try directory.openFile(shared).readAll(limit: Self.limit))
    }

    private func read(_ path: FilePath) throws -> [UInt8]? {
        do throws(SystemError) { return try FileHandle.open(path).readAll(limit: Self.limit) } catch {
            if error.isNotFound { return nil }
            throw BuildError(
                .contextUnreadable, "reading \(path)", hint: "make the file readable, or remove it", cause: error)
        }
    }
}

extension Store {
    /// The file for what is remembered of a directory, by whatever path that is reached.
    func indexFile(of directory: FileStatus) -> FilePath {
        indexFile(named: Digest.of("\(directory.device) \(directory.inode)").hex)
    }
}

extension Vertex {
    /// Whether it is a COPY or ADD of files of the build context.
    fileprivate var copiesFromContext: Bool {
        if case .copy(let step) = operation { step.source == .context } else { false }
    }
}
