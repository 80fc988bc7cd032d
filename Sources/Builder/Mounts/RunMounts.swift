import BuildGraph
import ContainerRuntime
import DockerfileSyntax
import LinuxSystem
import OCI
import Storage
import SystemPackage

/// The mounts of one RUN: what they show, as digests for the key, and as mounts for the container.
struct RunMounts: Sendable {
    let session: BuildSession
    let vertex: Vertex
    let step: RunStep

    /// What bind mounts show, by target.
    struct Shown: Sendable {
        /// Digests for the key.
        var digests: [String: Digest] = [:]
        /// What was found of contexts, and of parts of stages.
        var found: [String: MountFiles.Found] = [:]
    }

    /// What can be told of bind mounts without looking at files of stages: all that a stage holds stands for what is mounted
    /// of it. Nothing but contexts is looked at.
    func glance() async throws -> Shown {
        var shown = Shown()
        for mount in step.mounts {
            guard case .bind(let source, let path) = mount.content else { continue }
            switch source {
            case .context: shown.add(try await files(mount, tree: contextTree(), path).find(), at: mount.target)
            case .fileSystem(let fileSystem): shown.digests[mount.target] = session.stack(of: fileSystem).chain
            case .named(let name):
                let tree = try await NamedFiles(session: session).tree(of: name)
                shown.add(try await files(mount, tree: tree, path).find(), at: mount.target)
            }
        }
        return shown
    }

    /// What bind mounts show, the parts of stages looked at as well; `nil` where ``glance()`` says all.
    func look(_ glance: Shown) async throws -> Shown? {
        var shown = glance
        var isMore = false
        for mount in step.mounts {
            guard case .bind(.fileSystem(let fileSystem), let path) = mount.content, path != "/" else { continue }
            let tree = try sourceTree(of: fileSystem)
            shown.add(try await files(mount, tree: tree, path).find(), at: mount.target)
            isMore = true
        }
        return isMore ? shown : nil
    }

    /// Asks for the bytes of everything that is mounted, before anything is begun.
    ///
    /// - Throws: `IncompleteStack`.
    func requireSources() throws {
        for mount in step.mounts {
            switch mount.content {
            case .bind(.fileSystem(let fileSystem), _): _ = try session.stack(of: fileSystem).layers
            case .cache(let cache): if let seed = cache.seed { _ = try session.stack(of: seed.fileSystem).layers }
            case .bind, .tmpfs: break
            }
        }
    }

    /// The mounts for the container; they and what holds them go with the result.
    func prepare(_ shown: Shown, in work: WorkDirectory) async throws -> Prepared {
        var prepared = Prepared()
        // Whoever needs several caches for himself takes them in the same order as everybody else.
        for (name, mounts) in cachesByName().sorted(by: { $0.key < $1.key }) {
            let hold = try await hold(name, mounts[0])
            prepared.holds.append(hold)
            if let written = mounts.first(where: { !$0.isReadOnly }) {
                prepared.caches.append(UsedCache(mount: written, path: hold.path))
            }
            for mount in mounts {
                let tree = try DetachedMount.bind(hold.path)
                prepared.mounts.append(
                    ContainerMount(.tree(tree, path: []), at: mount.target, isReadOnly: mount.isReadOnly))
            }
        }
        for (number, mount) in step.mounts.enumerated() {
            switch mount.content {
            case .cache: break
            case .tmpfs(let sizeLimit):
                prepared.mounts.append(
                    ContainerMount(.tmpfs(sizeLimit: sizeLimit), at: mount.target, isReadOnly: mount.isReadOnly))
            case .bind(.context, _), .bind(.named, _):
                prepared.mounts.append(try await bind(mount, shown.found[mount.target], number, work))
            case .bind(.fileSystem(let fileSystem), let path):
                prepared.mounts.append(try bind(mount, fileSystem, path, number, work))
            }
        }
        return prepared
    }

    /// Mounts, and what has to be held while they are in use.
    struct Prepared: Sendable {
        var mounts: [ContainerMount] = []
        var holds: [CacheMountHold] = []
        var caches: [UsedCache] = []
    }

    /// A cache mount that the command can write to, and its directory.
    struct UsedCache: Sendable {
        let mount: StepMount
        let path: FilePath
    }

    // MARK: Sources

    private func files(_ mount: StepMount, tree: SourceTree, _ path: String) -> MountFiles {
        MountFiles(session: session, vertex: vertex, mount: mount, source: tree, path: path)
    }

    private func contextTree() throws -> SourceTree {
        if let context = session.context { return context.tree }
        return SourceTree(kind: .context, root: try OverlayMount.make(lowers: []).root())
    }

    private func sourceTree(of fileSystem: FileSystem) throws -> SourceTree {
        let name = fileSystem.vertex.map { session.plan[$0].shownAsSource } ?? "scratch"
        let root = try session.view(of: session.stack(of: fileSystem)) ?? OverlayMount.make(lowers: []).root()
        return SourceTree(kind: .image(name: name), root: root)
    }

    // MARK: Binds

    /// Files of a context are shown as a copy: they belong to root, what is ignored is not there, and nobody changes them
    /// while the command runs.
    private func bind(
        _ mount: StepMount, _ found: MountFiles.Found?, _ number: Int, _ work: WorkDirectory
    ) async throws -> ContainerMount {
        guard let found else { preconditionFailure("every bind mount was looked at") }
        let copy = try await session.contextCopies.copy(of: found, in: session.store)
        let path = found.isDirectory ? [] : found.selected.name
        return ContainerMount(
            .tree(try tree([copy.upper], mount, number, work), path: path), at: mount.target,
            isReadOnly: mount.isReadOnly)
    }

    private func bind(
        _ mount: StepMount, _ fileSystem: FileSystem, _ path: String, _ number: Int, _ work: WorkDirectory
    ) throws -> ContainerMount {
        let stack = session.stack(of: fileSystem)
        let layers = try stack.layers
        let lowers = layers.isEmpty ? [] : try session.store.stack(of: layers).lowerDirectories
        let tree = try tree(lowers, mount, number, work)
        let root = try tree.root()
        let place = try root.resolve(inRoot: Array(path.utf8))
        guard try place.isEmpty || root.statusIfPresent(of: place) != nil else {
            throw files(mount, tree: try sourceTree(of: fileSystem), path).missing
        }
        return ContainerMount(.tree(tree, path: place), at: mount.target, isReadOnly: mount.isReadOnly)
    }

    /// A view of directories; what is written to it goes into the work directory and is lost.
    private func tree(
        _ lowers: [FilePath], _ mount: StepMount, _ number: Int, _ work: WorkDirectory
    ) throws -> DetachedMount {
        if mount.isReadOnly { return try OverlayMount.make(lowers: lowers) }
        let upper = try work.makeDirectory("mount-\(number)")
        let overlayWork = try work.makeDirectory("mount-\(number)-work")
        if let top = lowers.first {
            let status = try DirectoryHandle.open(top).status()
            let directory = try DirectoryHandle.open(upper)
            try directory.setPermissions(status.permissions)
            try directory.setOwner(user: status.userID, group: status.groupID)
        }
        return try OverlayMount.make(lowers: lowers, upper: upper, work: overlayWork, isVolatile: true)
    }

    // MARK: Caches

    /// A directory that is mounted at several places is one directory, whoever else may have it.
    private func cachesByName() -> [String: [StepMount]] {
        var result: [String: [StepMount]] = [:]
        for mount in step.mounts {
            guard case .cache(let cache) = mount.content else { continue }
            result[name(of: cache), default: []].append(mount)
        }
        return result
    }

    /// The ID, and what a new directory begins with: where that differs, it is another cache.
    private func name(of cache: StepMount.Cache) -> String {
        // Names that begin so are those of what the store keeps of other places (`RemoteFiles`).
        var name = ["source:", "id:"].contains { cache.id.hasPrefix($0) } ? "id:" + cache.id : cache.id
        if let seed = cache.seed { name += ":" + session.stack(of: seed.fileSystem).chain.hex + ":" + seed.path }
        if let attributes = cache.attributes {
            name += ":" + String(attributes.mode, radix: 8) + ":" + attributes.owner.description
        }
        return name
    }

    private func hold(_ name: String, _ mount: StepMount) async throws -> CacheMountHold {
        guard case .cache(let cache) = mount.content else { preconditionFailure("only caches are held") }
        return try await session.store.holdCacheMount(named: name, sharing: .init(cache.sharing)) { path in
            let directory = try DirectoryHandle.open(path)
            if let seed = cache.seed {
                let files = files(mount, tree: try sourceTree(of: seed.fileSystem), seed.path)
                let found = try await files.find()
                guard found.isDirectory else { throw files.notDirectory }
                try files.write(found, into: directory)
            }
            guard let attributes = cache.attributes else { return }
            try directory.setOwner(user: attributes.owner.user, group: attributes.owner.group)
            try directory.setPermissions(attributes.mode)
        }
    }
}

extension RunMounts.Shown {
    /// What was found, entry by entry: by paths in the source, or as the command sees them where there are several mounts.
    var listing: CopyListing? {
        if found.count == 1, let only = found.first?.value { return FileListing.make(of: only) }
        var entries: [CopyListing.Entry] = []
        for (target, found) in found.sorted(by: { $0.key < $1.key }) {
            guard let listing = FileListing.make(of: found) else { return nil }
            entries += listing.placed(from: found.selected.tree.path, to: Array(target.utf8))
        }
        return entries.isEmpty ? nil : CopyListing(entries)
    }

    fileprivate mutating func add(_ found: MountFiles.Found, at target: String) {
        digests[target] = found.digest
        self.found[target] = found
    }
}

extension CacheMount.Sharing {
    fileprivate init(_ sharing: RunMount.Sharing) {
        switch sharing {
        case .shared: self = .shared
        case .private: self = .private
        case .locked: self = .locked
        }
    }
}
