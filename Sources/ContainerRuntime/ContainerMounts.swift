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
        let files = HostFiles(hostname: request.hostname, network: request.network)
        let isReadOnly = !request.areHostFilesWritable
        try add(files.hosts, at: "/etc/hosts", isReadOnly: isReadOnly, unlessIn: request.binds)
        try add(files.resolvConf, at: "/etc/resolv.conf", isReadOnly: isReadOnly, unlessIn: request.binds)
        for bind in request.binds { try add(bind) }
    }

    private mutating func add(
        _ bytes: [UInt8], at target: String, isReadOnly: Bool, unlessIn binds: [BindMount]
    ) throws(SystemError) {
        if binds.contains(where: { $0.target == target }) { return }
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
