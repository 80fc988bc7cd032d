internal import Glibc
import LinuxSystem

/// The program from its first line to its last.
enum Program {
    /// Reads the command line, carries the command out and ends the process.
    ///
    /// What needs time runs as a task on a thread of ``BlockingExecutor`` while the main thread waits. An asynchronous `main` would
    /// hand the main thread to libdispatch, which ends it by `pthread_exit`: that unwinds the stack, for which a static
    /// program sorts all its unwinding tables first, 20 ms of CPU at every start.
    static func main() -> Never {
        HostProcess.keepMemory()
        HostProcess.ignoreBrokenPipes()
        let words = Array(CommandLine.arguments.dropFirst())
        switch Invocation(words: words, environment: HostProcess.environment()).begin() {
        case .ended(let status): HostProcess.end(status)
        case .work(let work):
            Task(executorPreference: BlockingExecutor.shared) { HostProcess.end(await work()) }
            while true { pause() }
        }
    }
}
