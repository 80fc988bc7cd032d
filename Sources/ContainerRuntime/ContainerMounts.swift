internal import LinuxSystem
internal import SystemPackage

/// The mounts of a container beyond the standard ones, with the places for all of them in its root.
struct ContainerMounts {
    private let root: DirectoryHandle
    private let staging: ContainerStaging
    private(set) var mounts: [RuntimeMount] = []
    /// What the sandbox has to attach, so that the runtime finds the sources of the mounts.
    private(set) var attachments: [Sandbox.Attachment] = []
    var scaffold: MountPointScaffold

    init(root: DirectoryHandle, staging: ContainerStaging) {
        self.root = root
        self.staging = staging
        scaffold = MountPointScaffold(in: root)
    }

    /// Makes the places of all mounts and the working directory, writes the generated files and opens the sources.
    mutating func prepare(_ request: ContainerRequest) throws(SystemError) {
        for name in ["dev", "proc", "sys"] { try scaffold.prepare(Array(name.utf8), isDirectory: true, isKept: true) }
        try scaffold.prepare(Array(request.workingDirectory.utf8), isDirectory: true, isKept: true)
        let files = HostFiles(
            hostname: request.hostname, network: request.network, extraHosts: request.extraHosts)
        let isReadOnly = !request.areHostFilesWritable
        let covered = Set(request.binds.map(\.target) + request.mounts.map(\.target))
        try add(files.hosts, at: "/etc/hosts", isReadOnly: isReadOnly, unlessIn: covered)
        try add(files.resolvConf, at: "/etc/resolv.conf", isReadOnly: isReadOnly, unlessIn: covered)
        for bind in request.binds { try add(bind) }
        // A directory is mounted before what is mounted below it.
        for mount in request.mounts.sorted(by: { $0.target < $1.target }) { try add(mount) }
    }

    private mutating func add(_ mount: ContainerMount) throws(SystemError) {
        switch mount.content {
        case .tree(let tree, let path): try add(tree, path, of: mount)
        case .tmpfs(let sizeLimit, let options):
            // As runc has it: what is there keeps its mode, a new place is for everybody.
            let known = try root.statusIfPresent(of: root.resolve(inRoot: Array(mount.target.utf8)))
            let mode = String(known?.permissions ?? 0o1777, radix: 8)
            let place = try scaffold.prepare(Array(mount.target.utf8), isDirectory: true)
            let all =
                options + (options.contains { $0.hasPrefix("mode=") } ? [] : ["mode=\(mode)"])
                + (sizeLimit.map { ["size=\($0)"] } ?? []) + (mount.isReadOnly ? ["ro"] : [])
            mounts.append(
                RuntimeMount("/" + String(decoding: place, as: UTF8.self), type: "tmpfs", source: "tmpfs", all))
        }
    }

    /// The whole tree is attached in the sandbox, and the part that is wanted is bound from there: the kernel clones parts
    /// of detached mounts in its newest versions only.
    private mutating func add(
        _ tree: DetachedMount, _ path: [UInt8], of mount: ContainerMount
    ) throws(SystemError) {
        let name = "bind-\(attachments.count)"
        let isDirectory = try path.isEmpty ? tree.isDirectory : tree.root().status(of: path).kind == .directory
        if try tree.isDirectory {
            try staging.directory.makeDirectory(Array(name.utf8))
        } else {
            _ = try staging.write([], to: name)
        }
        attachments.append(Sandbox.Attachment(tree, at: staging.place.appending(name)))
        let place = try scaffold.prepare(Array(mount.target.utf8), isDirectory: isDirectory)
        let source = staging.path(name) + (path.isEmpty ? "" : "/" + String(decoding: path, as: UTF8.self))
        mounts.append(
            .bind(source, at: "/" + String(decoding: place, as: UTF8.self), isReadOnly: mount.isReadOnly))
    }

    private mutating func add(
        _ bytes: [UInt8], at target: String, isReadOnly: Bool, unlessIn covered: Set<String>
    ) throws(SystemError) {
        if covered.contains(target) { return }
        let place = try scaffold.prepare(Array(target.utf8), isDirectory: false)
        let source = try staging.write(bytes, to: FilePath(target).lastComponent?.string ?? "file")
        mounts.append(.bind(source, at: "/" + String(decoding: place, as: UTF8.self), isReadOnly: isReadOnly))
    }

    /// A source of the host is opened before the sandbox covers a directory of the host, and attached inside it.
    private mutating func add(_ bind: BindMount) throws(SystemError) {
        try HostDirectories.make(bind.source)
        let mount = try DetachedMount.bind(bind.source, readOnly: bind.isReadOnly, recursive: true)
        let isDirectory = try FileHandle.open(bind.source, FileHandle.pathOnly).status().kind == .directory
        let name = "bind-\(attachments.count)"
        if isDirectory {
            try staging.directory.makeDirectory(Array(name.utf8))
        } else {
            _ = try staging.write([], to: name)
        }
        attachments.append(Sandbox.Attachment(mount, at: staging.place.appending(name)))
        let place = try scaffold.prepare(Array(bind.target.utf8), isDirectory: isDirectory)
        mounts.append(
            .bind(staging.path(name), at: "/" + String(decoding: place, as: UTF8.self), isReadOnly: bind.isReadOnly))
    }
}
