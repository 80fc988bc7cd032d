/// Why directories could not be stacked into one view.
public struct OverlayError: Error, Sendable {
    /// The kinds of refusal.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// More directories than the kernel stacks.
        ///
        /// To do: use a base image with fewer layers, or join instructions.
        case tooManyLayers
        /// A directory lies on a file system on which overlayfs does not work.
        ///
        /// To do: set `STRATA_ROOT` to a directory on ext4, xfs, btrfs or tmpfs.
        case unsupportedFileSystem
        /// The process lacks the privilege to mount.
        ///
        /// To do: run strata as root with `CAP_SYS_ADMIN`; in a container, a privileged one.
        case notPermitted
        /// The kernel has no overlayfs.
        ///
        /// To do: load the module: `modprobe overlay`.
        case notSupported
        /// A directory is missing.
        ///
        /// To do: `strata store check` tells what is missing; build or load the image again.
        case missingDirectory
        /// The kernel refused for another reason.
        ///
        /// To do: look at the last lines of `dmesg`: overlayfs says there what it did not like.
        case refused
    }

    /// The kind of refusal.
    public let code: Code
    /// What was being done and what was found.
    public let message: String
    /// What to do next.
    public let hint: String?
    /// What the kernel said.
    public let cause: (any Error)?

    init(_ code: Code, _ message: String, hint: String? = nil, cause: SystemError? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
        self.cause = cause
    }
}

extension OverlayError: CustomStringConvertible {
    /// The error in one line.
    public var description: String { message }
}
