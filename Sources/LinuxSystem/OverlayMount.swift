internal import CLinux
internal import Glibc
public import SystemPackage

/// Directories stacked into one view by overlayfs, mounted without touching any mount table.
public enum OverlayMount {
    /// By which of the kernel's interfaces an overlay is mounted.
    public enum Method: String, Sendable {
        /// fsopen(2) with one `lowerdir+` for each layer (Linux 6.7 and newer).
        case newInterface = "new"
        /// mount(2) on a thread with a mount namespace of its own, then a clone of that mount.
        case classic
    }

    /// How many lower directories the kernel stacks (`OVL_MAX_STACK`).
    public static let layerLimit = 500

    /// Stacks `lowers` (top first) below `upper`.
    ///
    /// Without an upper directory the view is read-only. Counts for which overlayfs has no use are served all the
    /// same: no lower at all gives the upper directory itself or an empty read-only view; a single lower without an
    /// upper is stacked on the directory `empty` where that is given, else it is shown as it is (then whiteouts in it,
    /// which hide nothing, can be seen).
    ///
    /// - Parameters:
    ///   - lowers: The lower directories, top first.
    ///   - upper: The directory that takes the writes. Its owner and mode are those of the root.
    ///   - work: An empty directory on the file system of `upper`.
    ///   - empty: An empty directory, used below a single lower.
    ///   - isVolatile: Programs' requests to flush to disk are not carried out: for a tree that is flushed once at its
    ///     end or thrown away.
    ///   - method: The interface; by default the environment variable `STRATA_OVERLAY` (`new` or `classic`), else
    ///     the new one with the classic one where the kernel does not have it.
    public static func make(
        lowers: [FilePath], upper: FilePath? = nil, work: FilePath? = nil, empty: FilePath? = nil,
        isVolatile: Bool = false, method: Method? = nil
    ) throws(OverlayError) -> DetachedMount {
        var lowers = lowers
        if lowers.count == 1, upper == nil, let empty { lowers.append(empty) }
        if lowers.count > layerLimit {
            throw OverlayError(
                .tooManyLayers, "stacking \(lowers.count) layers: the kernel's overlayfs takes \(layerLimit) at most",
                hint: "use a base image with fewer layers, or join instructions")
        }
        DebugLog.note(
            "mount",
            "\(lowers.count) layers" + (lowers.first.map { ", \($0) on top" } ?? "")
                + (upper.map { ", written to \($0)" } ?? ", read-only"))
        let stack = OverlayStack(lowers: lowers, upper: upper, work: work, isVolatile: isVolatile)
        do throws(SystemError) {
            if let simple = try withoutOverlay(stack) { return simple }
        } catch {
            throw stack.explain(error, complaint: nil)
        }
        switch method ?? chosenMethod {
        case .newInterface?: return try stack.mountWithNewInterface()
        case .classic?: return try stack.mountClassically()
        case nil:
            if let mount = try stack.mountWithNewInterfaceIfKnown() { return mount }
            return try stack.mountClassically()
        }
    }

    private static var chosenMethod: Method? {
        getenv("STRATA_OVERLAY").flatMap { Method(rawValue: String(cString: $0)) }
    }

    private static func withoutOverlay(_ stack: OverlayStack) throws(SystemError) -> DetachedMount? {
        if let upper = stack.upper { return stack.lowers.isEmpty ? try .bind(upper) : nil }
        switch stack.lowers.count {
        case 0: return try FileSystemContext.emptyView()
        case 1: return try .bind(stack.lowers[0], readOnly: true)
        default: return nil
        }
    }
}

extension FileSystemContext {
    static func emptyView() throws(SystemError) -> DetachedMount {
        let context = try FileSystemContext(type: "tmpfs")
        try context.set("mode", "755")
        return try context.mount(attributes: UInt32(MOUNT_ATTR_RDONLY))
    }
}
