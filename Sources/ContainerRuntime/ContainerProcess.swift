internal import LinuxSystem
internal import OCI
internal import SystemPackage

/// Which stream a container wrote to.
public enum OutputStream: Hashable, Sendable {
    /// Standard output.
    case standardOutput
    /// Standard error.
    case standardError
}

/// A command that runs in a container.
///
/// The runtime (crun or runc) is the first process of a PID and a mount namespace made for it; root, state and all files
/// about the container exist in that namespace only. However strata, the runtime or the command end, the kernel ends
/// every process of the container and takes every mount away.
public final class ContainerProcess: Sendable {
    private let process: ProcessHandle
    private let pipes: (output: FileHandle?, error: FileHandle?)
    private let preparation: ContainerPreparation

    private init(
        process: ProcessHandle, pipes: (output: FileHandle?, error: FileHandle?), _ preparation: ContainerPreparation
    ) {
        self.process = process
        self.pipes = pipes
        self.preparation = preparation
    }

    /// Runs a command to its end; see `start` and `wait`.
    public static func run(
        _ request: ContainerRequest, output: (OutputStream, UnsafeRawBufferPointer) -> Void = { _, _ in }
    ) throws -> Int32 {
        try start(request).wait(output: output)
    }

    /// Prepares the container and starts the runtime in it.
    ///
    /// - Throws: `ContainerError`; the container's root is then as it was.
    public static func start(_ request: ContainerRequest) throws(ContainerError) -> ContainerProcess {
        let preparation = try ContainerPreparation(request)
        do throws(SystemError) {
            let output = request.streams == .captured ? try Pipe.make() : nil
            let error = request.streams == .captured ? try Pipe.make() : nil
            var program = preparation.program
            switch request.streams {
            case .captured:
                program.standardInput = nil
                program.standardOutput = output?.writeEnd.descriptor
                program.standardError = error?.writeEnd.descriptor
            case .inherited(let input): if !input { program.standardInput = nil }
            case .terminal where preparation.console != nil:
                program.standardInput = nil
                program.standardOutput = nil
            case .terminal: break
            }
            let process = try withExtendedLifetime((output, error)) { () throws(SystemError) in
                try ProcessSpawner.spawn(program)
            }
            return ContainerProcess(process: process, pipes: (output?.readEnd, error?.readEnd), preparation)
        } catch {
            preparation.cleanUp()
            throw ContainerError(
                .runtimeRefused, "starting \(preparation.runtime.path): \(error)",
                hint: error.isNotPermitted ? "run strata as root with CAP_SYS_ADMIN" : nil, cause: error)
        }
    }

    /// The number of the runtime's process, whose child the command is.
    public var processID: Int32 { process.processID }

    /// Sends a signal to the container's first process; the runtime passes it on. A change of the terminal's size changes
    /// that of the container's own terminal.
    public func signal(_ number: Int32) {
        if number == TerminalSize.changeSignal, let console = preparation.console {
            console.resize()
        } else {
            process.signal(number)
        }
    }

    /// Ends all processes of the container at once.
    public func kill() { process.kill() }

    /// Waits for the end of the command and hands over its output.
    ///
    /// When it returns or throws, no process and no mount of the container is left, and the mount points that were made
    /// for it are gone from its root.
    ///
    /// - Parameter output: Called on this thread with each piece of captured output.
    /// - Returns: The exit code; 128 and the signal's number where a signal ended the command.
    /// - Throws: `ContainerError` where the command could not be started; `CancellationError` where the current task was
    ///   cancelled: everything in the container was then killed.
    public func wait(output: (OutputStream, UnsafeRawBufferPointer) -> Void = { _, _ in }) throws -> Int32 {
        defer { preparation.cleanUp() }
        let status: ProcessExit
        do {
            try OutputPump(output: pipes.output, error: pipes.error).run(output)
            try preparation.console?.relay(for: process)
            status = try process.wait()
        } catch {
            process.kill()
            _ = try process.waitWithoutCancellation()
            throw error
        }
        return try code(status)
    }

    private func code(_ status: ProcessExit) throws(ContainerError) -> Int32 {
        switch status {
        case .exited(0): return 0
        case .exited(let code):
            let log = RuntimeLog(preparation.staging.log())
            if let error = log.error(command: preparation.command, runtime: preparation.runtime) { throw error }
            if preparation.staging.isStarted { return code }
            throw ContainerError(
                .runtimeRefused, "starting the container: \(preparation.runtime.path) ended with code \(code)",
                hint: "its own message, if any, is above")
        case .signaled(let number):
            throw ContainerError(
                .runtimeKilled,
                "running \(preparation.command): the runtime \(preparation.runtime.path) was ended by signal \(number)",
                hint: "look for the kernel's out-of-memory messages: dmesg")
        }
    }
}
