import BuildGraph
import DockerfileSyntax
import LinuxSystem
import OCI
import SystemPackage

/// The files of contexts that have a name: `--build-context NAME=DIRECTORY|ADDRESS`.
///
/// A file of a server is the only one of its context, is called `context` there, and is not unpacked, as in BuildKit.
struct NamedFiles: Sendable {
    private static let limit = 16 << 20
    let session: BuildSession

    /// The files of a name, less what the ignore file of their directory leaves out.
    ///
    /// - Throws: `BuildError` with `contextUnreadable`, `notFetched` or `dockerfile` for a bad ignore file.
    func tree(of name: String) async throws -> SourceTree {
        switch session.request.namedContexts[name] {
        case .directory(let path): return try session.namedTrees.tree(of: name) { try directory(path, name) }
        case .remote: return try await item(of: name).tree
        case .image, .layout, nil: preconditionFailure("the planner asks for files only where there are some")
        }
    }

    /// The one file of a name; `nil` where it has a tree.
    func file(of name: String) async throws -> SelectedSource? {
        guard case .remote? = session.request.namedContexts[name] else { return nil }
        let item = try await item(of: name)
        guard !item.path.isEmpty, let found = try await item.tree.scan(item.path) else { return nil }
        return SelectedSource(
            tree: found, origin: item.tree, name: Array("context".utf8), carriesDirectories: false)
    }

    private func item(of name: String) async throws -> RemoteSources.Item {
        guard let source = try Self.source(of: name, in: session.request) else {
            preconditionFailure("asked for what is fetched alone")
        }
        return try await session.remotes.item(of: source)
    }

    /// What the context of a name is fetched from; `nil` for one that need not be.
    ///
    /// - Throws: `BuildError` with `notFetched` for an address that is none.
    static func source(of name: String, in request: BuildRequest) throws -> RemoteSource? {
        guard case .remote(let address)? = request.namedContexts[name] else { return nil }
        do throws(GitReference.Problem) { return try RemoteSource(address: address) } catch {
            throw BuildError(.notFetched, "--build-context \(name): \(error)", hint: "write URL#ref:directory")
        }
    }

    private func directory(_ path: FilePath, _ name: String) throws -> SourceTree {
        let root: DirectoryHandle
        do throws(SystemError) { root = try DirectoryHandle.open(path) } catch {
            throw BuildError(
                .contextUnreadable, "opening the build context \(name), \(path)",
                hint: "name a directory that is there and that you may read", cause: error)
        }
        return SourceTree(
            kind: .files(name: "the context \(name)"), root: root, ignore: try ignore(in: root, path),
            index: ContextIndex(file: session.store.indexFile(of: try root.status()), now: FileTime(.now())))
    }

    private func ignore(in root: DirectoryHandle, _ path: FilePath) throws -> IgnorePatterns? {
        let name = Array(".dockerignore".utf8)
        guard try root.statusIfPresent(of: name)?.kind == .regular else { return nil }
        let file = IgnoreFile(
            name: "\(path)/.dockerignore", bytes: try root.openFile(name).readAll(limit: Self.limit))
        return try file.patterns
    }
}
