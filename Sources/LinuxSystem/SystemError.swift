internal import Glibc

/// A system call that did not succeed: what was being done, to what, and what the kernel said.
public struct SystemError: Error, Hashable, Sendable {
    /// The kernel's error number (errno(3)).
    public let number: Int32
    /// What was being done, as a phrase such as "open" or "set the owner of".
    public let operation: String
    /// What it was done to: a path, shown with invalid UTF-8 replaced.
    public let subject: String

    /// Makes an error from an error number.
    public init(_ number: Int32, _ operation: String, _ subject: String) {
        self.number = number
        self.operation = operation
        self.subject = subject
    }

    /// Makes an error from an error number and a path's bytes.
    public init(_ number: Int32, _ operation: String, _ subject: some Collection<UInt8>) {
        self.init(number, operation, String(decoding: subject, as: UTF8.self))
    }

    /// The thing does not exist (`ENOENT`, `ENOTDIR`).
    public var isNotFound: Bool { number == ENOENT || number == ENOTDIR }
    /// Something on the path is no directory (`ENOTDIR`).
    public var isNoDirectory: Bool { number == ENOTDIR }
    /// The thing exists already (`EEXIST`).
    public var isExisting: Bool { number == EEXIST }
    /// Another program listens there (`EADDRINUSE`).
    public var isAddressInUse: Bool { number == EADDRINUSE }
    /// An address to listen at is none of this machine (`EADDRNOTAVAIL`).
    public var isForeignAddress: Bool { number == EADDRNOTAVAIL }
    /// What has to be a socket is something else (`ENOTSOCK`).
    public var isNoSocket: Bool { number == ENOTSOCK }
    /// A path or a name is too long (`ENAMETOOLONG`).
    public var isNameTooLong: Bool { number == ENAMETOOLONG }
    /// Nobody reads what is written (`EPIPE`).
    public var isBrokenPipe: Bool { number == EPIPE }
    /// The call does not take what it was given (`EINVAL`).
    public var isInvalidArgument: Bool { number == EINVAL }
    /// A directory is not empty (`ENOTEMPTY`).
    public var isNotEmpty: Bool { number == ENOTEMPTY }
    /// The privilege is lacking (`EPERM`, `EACCES`).
    public var isNotPermitted: Bool { number == EPERM || number == EACCES }
    /// No space is left, or a quota is reached (`ENOSPC`, `EDQUOT`).
    public var isNoSpace: Bool { number == ENOSPC || number == EDQUOT }
}

extension SystemError: CustomStringConvertible {
    /// The error in one line.
    public var description: String { "\(operation) \(subject): \(reason)" }

    /// What the kernel said, in its words: "Permission denied".
    public var reason: String { String(cString: strerror(number)) }
}

/// Runs a system call until it is not interrupted; throws what the kernel said if the result is negative.
@discardableResult
@inline(__always)
func check<Result: SignedInteger>(
    _ operation: @autoclosure () -> String, _ subject: @autoclosure () -> String, _ call: () -> Result
) throws(SystemError) -> Result {
    while true {
        let result = call()
        if result >= 0 { return result }
        if errno != EINTR { throw SystemError(errno, operation(), subject()) }
    }
}
