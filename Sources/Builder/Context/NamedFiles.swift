import BuildGraph
import DockerfileSyntax
import LinuxSystem
import SystemPackage

/// The files of contexts that have a name: `--build-context NAME=DIRECTORY|ADDRESS`.
struct NamedFiles: Sendable {
    private static let limit = 16 << 20
    let session: BuildSession

    /// The files of a name, less what the ignore file of their directory leaves out.
    ///
    /// - Throws: `BuildError` with `contextUnreadable`, `notFetched` or `dockerfile` for a bad ignore file.
    func tree(of name: String) async throws -> SourceTree {
        switch session.request.namedContexts[name] {
        case .directory(let path): return try directory(path, name)
        case .remote(let address):
            do {
                return try await session.remotes.item(of: RemoteSource(address: address)).asContext(name)
            } catch let error as GitReference.Problem {
                throw BuildError(.notFetched, "--build-context \(name): \(error)", hint: "write URL#ref:directory")
            }
        case .image, nil: preconditionFailure("the planner asks for files only where there are some")
        }
    }

    private func directory(_ path: FilePath, _ name: String) throws -> SourceTree {
        let root: DirectoryHandle
        do throws(SystemError) { root = try DirectoryHandle.open(path) } catch {
            throw BuildError(
                .contextUnreadable, "opening the build context \(name), \(path)",
                hint: "name a directory that is there and that you may read", cause: error)
        }
        let ignore = Array(".dockerignore".utf8)
        guard try root.statusIfPresent(of: ignore)?.kind == .regular else {
            return SourceTree(kind: .files(name: "the context \(name)"), root: root)
        }
        let parsed = IgnorePatterns.parse(
            try root.openFile(ignore).readAll(limit: Self.limit), name: "\(path)/.dockerignore")
        if !parsed.diagnostics.isEmpty { throw BuildError(diagnostics: parsed.diagnostics, in: parsed.text) }
        return SourceTree(kind: .files(name: "the context \(name)"), root: root, ignore: parsed.patterns)
    }
}
