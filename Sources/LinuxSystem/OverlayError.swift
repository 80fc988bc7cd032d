/// Why directories could not be stacked into one view.
public struct OverlayError: Error, Sendable {
    /// The kinds of refusal.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// More directories than the kernel stacks.
        case tooManyLayers
        /// A directory lies on a file system on which overlayfs does not work.
        case unsupportedFileSystem
        /// The process lacks the privilege to mount.
        case notPermitted
        /// The kernel has no overlayfs.
        case notSupported
        /// A directory is missing.
        case missingDirectory
        /// The kernel refused for another reason.
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
