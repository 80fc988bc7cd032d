internal import LinuxSystem
internal import Synchronization

/// The terminal of a container, whose other side the runtime hands over at a socket.
///
/// crun could connect the container's terminal with the user's itself, but what a command leaves in its terminal when it
/// ends comes out as an error message of crun then.
final class ContainerConsole: Sendable {
    static let socketName = "console"

    private let socket: DescriptorSocket
    private let takesInput: Bool
    private let master = Mutex<FileHandle?>(nil)

    /// Listens in the container's staging directory.
    init(in staging: ContainerStaging, takesInput: Bool) throws(SystemError) {
        socket = try DescriptorSocket(in: staging.directory, named: Self.socketName)
        self.takesInput = takesInput
    }

    /// Gives the container's terminal the size of the user's.
    func resize() {
        guard let master = master.withLock({ $0 }) else { return }
        (TerminalSize(of: 0) ?? TerminalSize(of: 1))?.apply(to: master.descriptor)
    }

    /// Carries keys to the container and what it shows to the user, until no process of it has the terminal any more.
    ///
    /// - Parameter process: The runtime; where it ends before it hands over a terminal, there is nothing to carry.
    /// - Throws: `CancellationError` where the current task is cancelled.
    func relay(for process: ProcessHandle) throws {
        guard let terminal = try handedOver(by: process) else { return }
        master.withLock { $0 = terminal }
        resize()
        let raw = takesInput ? RawTerminal(0) : nil
        defer { raw?.restore() }
        let keys = try FileHandle.duplicating(0)
        let screen = try FileHandle.duplicating(1)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 32768, alignment: 16)
        defer { buffer.deallocate() }
        var readsKeys = takesInput
        while true {
            try Cancellation.check()
            let wanted = [terminal.descriptor, readsKeys ? keys.descriptor : -1]
            let ready = Readiness.wait(for: wanted, milliseconds: 50)
            // The terminal first: after its last program has closed it, it gives what is left and then an error.
            if ready[0] {
                guard let count = try? terminal.read(into: buffer), count > 0 else { return }
                try screen.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
            if ready[1] {
                let count = try keys.read(into: buffer)
                readsKeys = count > 0
                // Keys for a command that has ended have no reader.
                try? terminal.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        }
    }

    private func handedOver(by process: ProcessHandle) throws -> FileHandle? {
        while true {
            try Cancellation.check()
            let ready = Readiness.wait(for: [socket.listener.descriptor, process.descriptor], milliseconds: 50)
            if ready[0] { return try socket.receive() }
            if ready[1] { return nil }
        }
    }
}
