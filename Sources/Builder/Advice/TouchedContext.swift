import LayerArchive
import LinuxSystem
import Storage
import SystemPackage

/// A build context in which some files have been changed, as somebody might edit them; the directory itself is not written to.
///
/// It is an overlay with the directory below: what is changed lies in a work directory and goes with this object.
final class TouchedContext: Sendable {
    /// The context, as a path that is good while this object lives.
    var path: FilePath { FilePath("/proc/self/fd/\(root.descriptor)/.") }
    /// Where what is remembered of its files goes.
    var index: FilePath { work.path.appending("index") }
    /// O_WRONLY | O_APPEND of open(2).
    private static let append: Int32 = 0o2001
    private let work: WorkDirectory
    private let mount: DetachedMount
    private let root: DirectoryHandle

    /// Changes files by bytes at their end, and makes those that are not there; `nil` where one is something else.
    init?(
        _ directory: FilePath, changing paths: [String], in store: Store, appending bytes: [UInt8] = [0x0A]
    ) throws {
        work = try store.makeWorkDirectory()
        // A copy of the whole context has the mode of its root.
        try work.prepareUpper(root: RootMetadata(of: DirectoryHandle.open(directory)))
        mount = try OverlayMount.make(
            lowers: [directory], upper: work.upper, work: work.overlayWork, isVolatile: true)
        root = try mount.root()
        for path in paths {
            var parent = root
            // Name by name, and no link is followed: nothing outside is written to.
            var names = path.split(separator: "/").map { Array($0.utf8) }
            guard let name = names.popLast() else { return nil }
            for name in names {
                guard try parent.statusIfPresent(of: name)?.kind == .directory else { return nil }
                parent = try parent.openDirectory(name)
            }
            guard let status = try parent.statusIfPresent(of: name) else {
                try parent.createFile(name, permissions: 0o644).write(bytes)
                continue
            }
            guard status.kind == .regular else { return nil }
            try parent.openFile(name, Self.append).write(bytes)
        }
    }
}
