import BuildGraph
import LinuxSystem
import OCI
import SystemPackage

/// The files of a source that a mount shows, or that a new cache mount begins with.
struct MountFiles: Sendable {
    let session: BuildSession
    let vertex: Vertex
    let mount: StepMount
    let source: SourceTree
    /// The absolute path in the source.
    let path: String

    /// What was found, and the digest that stands for it in a key.
    struct Found: Sendable {
        let files: MountFiles
        let selected: SelectedSource
        let facts: [FileFacts]
        /// Path, mode, link target and content of every entry, owners too where the source is no context; never a time.
        let digest: Digest

        /// Whether it is a directory.
        var isDirectory: Bool { selected.tree.root.status.kind == .directory }
    }

    /// Looks at every file.
    ///
    /// - Throws: `BuildError` with `sourceNotFound` or `sourceIgnored` at the mount; `contextChanged`.
    func find() async throws -> Found {
        let selected = try await select()
        let facts = try await FileDigests(source: source).facts(of: selected.tree)
        let shape = SourceListing.shape(of: [selected], ownersCount: source.kind.hasOwners)
        return Found(
            files: self, selected: selected, facts: facts, digest: SourceListing.contents(shape, facts: [facts]))
    }

    private func select() async throws -> SelectedSource {
        do {
            let found = try await SourceSelection(step: copy(to: "/"), tree: source).select()
            if let first = found.first { return first }
        } catch let error as BuildError where error.code == .sourceIgnored {
            throw ignored
        } catch let error as BuildError where error.code == .sourceNotFound {
            throw missing
        }
        throw missing
    }

    /// A copy of the files, as if a COPY from an empty tree had been written.
    private func copy(to destination: String) -> CopyStep {
        CopyStep(parent: .scratch, source: .context, sources: [Self.escaped(path)], destination: destination)
    }

    /// Writes what was found into an empty directory: a directory's content, or a file under its name.
    ///
    /// - Throws: `BuildError` with `contextChanged` where a file is not what it was.
    func write(_ found: Found, into directory: DirectoryHandle) throws {
        let work = CopyWork(
            session: session, vertex: vertex, step: copy(to: "/"), parent: .empty, source: source, owner: nil,
            sources: [found.selected])
        let planner = try work.planner(base: nil, facts: [found.facts], taking: 0..<1)
        _ = try work.writing(planner, facts: [found.facts], madeAt: nil).write(into: directory)
        guard found.isDirectory else { return }
        let status = found.selected.tree.root.status
        try directory.setPermissions(status.permissions)
        if source.kind.hasOwners {
            try directory.setOwner(user: status.userID, group: status.groupID)
        }
    }

    /// A path as a pattern that means itself.
    private static func escaped(_ path: String) -> String {
        var result = ""
        for character in path {
            if "*?[]\\".contains(character) { result.append("\\") }
            result.append(character)
        }
        return result
    }

    /// The error for a source that is not there.
    var missing: BuildError {
        var error = BuildError(
            .sourceNotFound, "mounting \(mount.target): there is no “\(path)” in \(source.name)",
            hint: source.kind == .context
                ? "source is a path in the context directory; without it, the whole context is mounted"
                : "source is a path in the stage, image or context that from names")
        error.range = mount.range
        return error
    }

    /// The error for a cache that is to begin with a file.
    var notDirectory: BuildError {
        var error = BuildError(
            .sourceNotFound, "mounting \(mount.target): “\(path)” in \(source.name) is no directory",
            hint: "a cache mount begins with a directory")
        error.range = mount.range
        return error
    }

    private var ignored: BuildError {
        var error = BuildError(
            .sourceIgnored, "mounting \(mount.target): .dockerignore leaves “\(path)” out of \(source.name)",
            hint: "add “!\(path.dropFirst())” to .dockerignore, or mount something else")
        error.range = mount.range
        return error
    }
}
