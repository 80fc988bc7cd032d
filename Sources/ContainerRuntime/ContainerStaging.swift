internal import LinuxSystem
internal import OCI
internal import SystemPackage

/// A file system in memory that the runtime finds in its sandbox: the bundle, its state and its log, the generated files
/// and the places of the host's mounts. It goes with the sandbox.
struct ContainerStaging {
    let mount: DetachedMount
    let directory: DirectoryHandle
    /// Where the sandbox shows it.
    let place: FilePath

    init(place: FilePath) throws(SystemError) {
        mount = try DetachedMount.tmpfs(permissions: 0o700)
        directory = try mount.root()
        self.place = place
        for name in ["rootfs", "state"] { try directory.makeDirectory(Array(name.utf8), permissions: 0o700) }
    }

    /// Writes a file; returns where the sandbox shows it.
    func write(_ bytes: [UInt8], to name: String) throws(SystemError) -> String {
        let file = try directory.openFile(Array(name.utf8), FileHandle.createExclusively, mode: 0o644)
        try file.setPermissions(0o644)
        try file.write(bytes)
        return path(name)
    }

    /// Where the sandbox shows an entry.
    func path(_ name: String) -> String { place.appending(name).string }

    /// What the runtime wrote to its log.
    func log() -> [UInt8] { (try? directory.readFile(inRoot: Array("log".utf8), limit: 1 << 20)) ?? [] }

    /// Whether the runtime got so far that the container's first process was there.
    var isStarted: Bool { (try? directory.statusIfPresent(of: Array("pid".utf8))) != nil }

    /// A directory of the host that can be covered in a sandbox: the runtime's own files do not lie below it.
    static func findPlace(for runtime: RuntimeProgram) throws(ContainerError) -> FilePath {
        for candidate: FilePath in ["/mnt", "/media", "/srv", "/tmp", "/opt", "/home"]
        where !runtime.path.starts(with: candidate) {
            if (try? DirectoryHandle.open(candidate)) != nil { return candidate }
        }
        throw ContainerError(
            .preparation, "preparing a container: this host has none of /mnt, /media, /srv, /tmp, /opt and /home",
            hint: "make an empty directory /mnt")
    }
}
