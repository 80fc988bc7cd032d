/// Why a command could not be run in a container.
///
/// What the command itself does, its exit code included, is never an error of this kind.
public struct ContainerError: Error, Sendable {
    /// The kinds of trouble.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// No OCI runtime is installed, or the one asked for is not there.
        ///
        /// To do: install one: `apt-get install crun`; or give `--runtime` its path.
        case runtimeMissing
        /// The runtime or the kernel refused to start the container.
        ///
        /// To do: read the runtime's own words in the message; it needs root and cgroups.
        case runtimeRefused
        /// The runtime was ended from outside.
        ///
        /// To do: look for the kernel's out-of-memory messages with `dmesg`.
        case runtimeKilled
        /// The command does not exist in the image.
        ///
        /// To do: check the command's name and the `PATH` of the image.
        case commandNotFound
        /// The command exists but cannot be executed.
        ///
        /// To do: make it executable (`chmod +x`, `COPY --chmod=755`), and for this architecture.
        case commandNotExecutable
        /// The user or the group is not in the image.
        ///
        /// To do: add the user or the group in an earlier step, or use its number.
        case unknownUser
        /// The text that names a user is none.
        ///
        /// To do: write `user[:group]`, names or numbers.
        case invalidUser
        /// The text that describes a mount is none, or the mount is of an unknown kind.
        ///
        /// To do: write `/path/on/host:/path/in/container`, with `:ro` at the end for reading alone.
        case invalidMount
        /// The container's root or files could not be prepared.
        ///
        /// To do: free space on the disk of the store, and run strata as root.
        case preparation
    }

    /// The kind of trouble.
    public let code: Code
    /// What was being done, to what, and what was found.
    public let message: String
    /// What to do next.
    public let hint: String?
    /// The error below this one.
    public let cause: (any Error)?

    /// Makes an error.
    public init(_ code: Code, _ message: String, hint: String? = nil, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
        self.cause = cause
    }

    /// The exit code by which `docker run` tells this trouble: 127 for a missing command, 126 for one that cannot be
    /// executed, 125 for all else.
    public var exitCode: Int32 {
        switch code {
        case .commandNotFound: 127
        case .commandNotExecutable: 126
        default: 125
        }
    }
}

extension ContainerError: CustomStringConvertible {
    /// The error in one line.
    public var description: String { message }
}
