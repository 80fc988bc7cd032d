internal import CLinux
internal import Glibc
internal import SystemPackage

/// The directories of one overlay, and the ways to mount them.
struct OverlayStack: Sendable {
    let lowers: [FilePath]
    let upper: FilePath?
    let work: FilePath?
    let isVolatile: Bool

    /// What keeps a layer directory valid below other parents: no redirects made or followed, no metadata-only copies,
    /// no index, inode numbers as they are (layer rule 6).
    static let options: [(key: String, value: String)] = [
        ("redirect_dir", "nofollow"), ("metacopy", "off"), ("index", "off"), ("nfs_export", "off"), ("xino", "off"),
    ]

    /// Mounts with fsopen(2).
    func mountWithNewInterface() throws(OverlayError) -> DetachedMount {
        if let mount = try mountWithNewInterfaceIfKnown() { return mount }
        throw OverlayError(
            .notSupported, "stacking layers: this kernel does not take overlayfs's layers one by one",
            hint: "unset STRATA_OVERLAY; the older interface is then used")
    }

    /// Mounts with fsopen(2); `nil` where the kernel knows no `lowerdir+`.
    func mountWithNewInterfaceIfKnown() throws(OverlayError) -> DetachedMount? {
        let context: FileSystemContext
        do throws(SystemError) { context = try FileSystemContext(type: "overlay") } catch {
            if error.number == ENOSYS { return nil }
            throw explain(error, complaint: nil)
        }
        do throws(SystemError) {
            var anchors: [FileHandle] = []
            for (index, lower) in lowers.enumerated() {
                let path = try Self.short(lower, &anchors)
                do throws(SystemError) { try context.set("lowerdir+", path) } catch {
                    if index == 0, error.number == EINVAL, !Self.isRefusal(context.complaint()) { return nil }
                    throw error
                }
            }
            if let upper, let work {
                try context.set("upperdir", try Self.short(upper, &anchors))
                try context.set("workdir", try Self.short(work, &anchors))
            }
            for option in Self.options { try context.set(option.key, option.value) }
            if isVolatile, upper != nil { try context.set("volatile") }
            try Self.setNullUUID(context)
            let mount = try context.mount(attributes: upper == nil ? UInt32(MOUNT_ATTR_RDONLY) : 0)
            withExtendedLifetime(anchors) {}
            return mount
        } catch {
            throw explain(error, complaint: context.complaint())
        }
    }

    /// Whether the kernel spoke about a directory rather than about the parameter being unknown.
    private static func isRefusal(_ complaint: String?) -> Bool {
        guard let complaint else { return false }
        return !complaint.contains("nknown parameter") && !complaint.contains("lowerdir+")
    }

    /// Inode numbers and file handles need no file system identity here; older kernels do not know the word.
    private static func setNullUUID(_ context: borrowing FileSystemContext) throws(SystemError) {
        do throws(SystemError) { try context.set("uuid", "null") } catch {
            if error.number != EINVAL { throw error }
        }
    }

    /// A parameter has at most 255 bytes and gives the backslash a meaning: other paths go by a descriptor.
    private static func short(_ path: FilePath, _ anchors: inout [FileHandle]) throws(SystemError) -> String {
        let text = path.string
        if text.utf8.count < 200, path.isAbsolute, !text.utf8.contains(UInt8(ascii: "\\")),
            text.utf8.elementsEqual(
                path.withPlatformString { Array(UnsafeBufferPointer(start: $0, count: strlen($0))) }
                    .map { UInt8(bitPattern: $0) })
        {
            return text
        }
        let anchor = try FileHandle.open(path, O_PATH | O_DIRECTORY)
        anchors.append(anchor)
        return "/proc/self/fd/\(anchor.descriptor)"
    }
}
