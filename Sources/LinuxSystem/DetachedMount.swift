internal import CLinux
internal import Glibc
public import SystemPackage

/// A mount that is in no mount table: nothing else sees it, and it goes with its last descriptor, however the process
/// ends (fsmount(2), open_tree(2)).
///
/// A program gets to see it when its `Sandbox` attaches it inside the program's own mount namespace.
public final class DetachedMount: Sendable {
    /// The descriptor of the mount's root; owned by this object.
    public let descriptor: Int32

    /// Takes over a descriptor that fsmount(2) or open_tree(2) gave.
    public init(owning descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// The root directory, from which paths inside the mount are resolved; it keeps the mount alive.
    public func root() throws(SystemError) -> DirectoryHandle {
        let root = try check("open the root of", "a detached mount") {
            clinux_openat2(descriptor, ".", UInt64(O_RDONLY | O_DIRECTORY | O_CLOEXEC), 0, 0).orErrno
        }
        return DirectoryHandle(owning: root)
    }

    /// Whether its root is a directory; a file that is bound has none.
    public var isDirectory: Bool {
        get throws(SystemError) {
            var status = stat()
            try check("look at", "a detached mount") { fstat(descriptor, &status).orErrno }
            return status.st_mode & S_IFMT == S_IFDIR
        }
    }

    /// A file system in memory of its own (tmpfs(5)), with set-user-id bits and devices without effect.
    public static func tmpfs(permissions: UInt16 = 0o755, size: UInt64? = nil) throws(SystemError) -> DetachedMount {
        let context = try FileSystemContext(type: "tmpfs")
        try context.set("mode", String(permissions, radix: 8))
        if let size { try context.set("size", String(size)) }
        return try context.mount(attributes: UInt32(MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV))
    }

    /// A second view of a directory or file of the host, links followed; mounts below it come along if `recursive`.
    public static func bind(
        _ path: FilePath, readOnly: Bool = false, recursive: Bool = false
    ) throws(SystemError) -> DetachedMount {
        let flags = UInt32(OPEN_TREE_CLONE) | UInt32(OPEN_TREE_CLOEXEC) | (recursive ? UInt32(AT_RECURSIVE) : 0)
        let descriptor = try check("bind", path.string) {
            path.withPlatformString { open_tree(AT_FDCWD, $0, flags) }
        }
        let mount = DetachedMount(owning: descriptor)
        if readOnly { try mount.makeReadOnly(recursive: recursive) }
        return mount
    }

    private func makeReadOnly(recursive: Bool) throws(SystemError) {
        try set(UInt64(MOUNT_ATTR_RDONLY), recursive: recursive)
    }

    /// Makes device nodes in the mount useless.
    public func refuseDevices() throws(SystemError) { try set(UInt64(MOUNT_ATTR_NODEV), recursive: false) }

    private func set(_ attribute: UInt64, recursive: Bool) throws(SystemError) {
        var attributes = mount_attr()
        attributes.attr_set = attribute
        let flags = UInt32(AT_EMPTY_PATH) | (recursive ? UInt32(AT_RECURSIVE) : 0)
        try check("change the attributes of", "a detached mount") {
            mount_setattr(descriptor, "", flags, &attributes, MemoryLayout<mount_attr>.size)
        }
    }
}

/// A file system being configured with the kernel's mount interface (fsopen(2)).
struct FileSystemContext: ~Copyable {
    private let type: String
    private let descriptor: Int32

    init(type: String) throws(SystemError) {
        self.type = type
        descriptor = try check("set up", "a file system of type \(type)") { fsopen(type, UInt32(FSOPEN_CLOEXEC)) }
    }

    deinit { close(descriptor) }

    /// Sets a parameter.
    func set(_ key: String, _ value: String) throws(SystemError) {
        try check("set \(key) to \(value) of", "a file system of type \(type)") {
            fsconfig(descriptor, FSCONFIG_SET_STRING.rawValue, key, value, 0)
        }
    }

    /// Sets a parameter that has no value.
    func set(_ key: String) throws(SystemError) {
        try check("set \(key) of", "a file system of type \(type)") {
            fsconfig(descriptor, FSCONFIG_SET_FLAG.rawValue, key, nil, 0)
        }
    }

    /// Makes the file system and a detached mount of it; `attributes` are those of fsmount(2).
    func mount(attributes: UInt32) throws(SystemError) -> DetachedMount {
        try check("make", "a file system of type \(type)") {
            fsconfig(descriptor, FSCONFIG_CMD_CREATE.rawValue, nil, nil, 0)
        }
        let mount = try check("mount", "a file system of type \(type)") {
            fsmount(descriptor, UInt32(FSMOUNT_CLOEXEC), attributes)
        }
        return DetachedMount(owning: mount)
    }

    /// What the kernel said about the last refusal, such as `overlay: maximum lower directories (500) exceeded`.
    func complaint() -> String? {
        withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
            var last: String?
            while true {
                let count = read(descriptor, buffer.baseAddress, buffer.count)
                if count <= 2 { return last }
                // Each message is a letter for its kind, a blank and the text.
                let text = String(decoding: buffer[2..<count], as: UTF8.self)
                if buffer[0] == UInt8(ascii: "e") || last == nil {
                    last = text.last == "\n" ? String(text.dropLast()) : text
                }
            }
        }
    }
}
