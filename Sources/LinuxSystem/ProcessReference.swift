internal import CLinux
internal import Glibc
internal import SystemPackage

/// A process that another one started, held by a pidfd (pidfd_open(2)): a signal can never reach a process that got its
/// number later.
public final class ProcessReference: Sendable {
    /// The number of the process.
    public let processID: Int32
    private let descriptor: Int32

    private init(owning descriptor: Int32, processID: Int32) {
        self.descriptor = descriptor
        self.processID = processID
    }

    deinit { close(descriptor) }

    /// Holds the process of a number, if it is the child of a certain other one; `nil` where there is no such child.
    public static func child(_ processID: Int32, of parent: Int32) -> ProcessReference? {
        let descriptor = clinux_pidfd_open(processID)
        guard descriptor >= 0 else { return nil }
        let reference = ProcessReference(owning: descriptor, processID: processID)
        // Looked at after the process is held: what is true now is true of the one that is held, or that one has ended.
        return parentOf(processID) == parent ? reference : nil
    }

    /// The processes that this one started and that still run.
    public var children: [ProcessReference] {
        guard let threads = try? DirectoryHandle.open(FilePath("/proc/\(processID)/task")).entries() else { return [] }
        return threads.flatMap { thread in
            let list = "/proc/\(processID)/task/\(String(decoding: thread.name, as: UTF8.self))/children"
            guard let text = try? FileHandle.open(FilePath(list)).readAll() else { return [ProcessReference]() }
            return String(decoding: text, as: UTF8.self).split(separator: " ")
                .compactMap { Int32($0).flatMap { Self.child($0, of: processID) } }
        }
    }

    /// Sends a signal; nothing happens where the process has ended.
    public func signal(_ number: Int32) { _ = clinux_pidfd_signal(descriptor, number) }

    /// Ends the process at once (SIGKILL).
    public func kill() { signal(SIGKILL) }

    /// The fourth field of `/proc/PID/stat`; the second, the name in parentheses, may hold anything (proc(5)).
    private static func parentOf(_ processID: Int32) -> Int32? {
        guard let bytes = try? FileHandle.open(FilePath("/proc/\(processID)/stat")).readAll(),
            let end = bytes.lastIndex(of: UInt8(ascii: ")"))
        else { return nil }
        let fields = String(decoding: bytes[(end + 1)...], as: UTF8.self).split(separator: " ")
        return fields.count > 1 ? Int32(fields[1]) : nil
    }
}
