internal import Glibc
import LinuxSystem
import Synchronization

/// What the program knows of itself: environment, user, and how to end.
enum HostProcess {
    /// The environment.
    static func environment() -> [String: String] {
        var result: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let pair = String(cString: text)
            if let equals = pair.firstIndex(of: "=") {
                result[String(pair[..<equals])] = String(pair[pair.index(after: equals)...])
            }
            entry += 1
        }
        return result
    }

    /// The number of this process.
    static var identifier: Int32 { getpid() }
    /// The effective user.
    static var userID: UInt32 { geteuid() }

    /// The name of the machine.
    static func hostname() -> String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Ends the program at once: no exit handler runs, because threads may still be at work.
    static func end(_ status: ProgramStatus) -> Never { _exit(status.rawValue) }

    /// Stops the program as Ctrl-Z does, until the shell lets it go on. What stops is this thread first: nothing of it runs meanwhile.
    static func suspend() { raise(SIGTSTP) }

    /// Keeps something in memory as long as the process lives: the kernel takes it all back at once.
    static func keepUntilEnd(_ value: some Sendable) { kept.withLock { $0.append(value) } }

    private static let kept = Mutex<[any Sendable]>([])

    /// Keeps memory that was given back, up to some megabytes a piece: asking the kernel for it again costs a fault a page.
    static func keepMemory() { ProcessMemory.keep(upTo: 16 << 20) }

    /// Prepares for a command's way with memory. Before there are other threads: each would have a heap of its own by then.
    static func prepareMemory(for use: MemoryUse) {
        switch use {
        case .usual: return
        case .smallPieces: ProcessMemory.expect(32 << 20)
        case .streams: ProcessMemory.shareHeap()
        case .largeTables: ProcessMemory.keep(upTo: 1 << 20)
        }
    }

    /// Makes writing to a closed pipe an error of the write and not the end of the program.
    static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }
}
