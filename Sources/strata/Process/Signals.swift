internal import Glibc
import LinuxSystem
import Synchronization

/// What happens at SIGINT, SIGTERM and the like.
///
/// A handler does nothing but write the signal's number into a pipe; a thread reads it and acts. Handlers, unlike blocked
/// signals, are not inherited by the programs that are started.
final class Signals: Sendable {
    /// What is done at a signal.
    typealias Action = @Sendable (_ signal: Int32) -> Void

    /// The signals of this process.
    static let shared = Signals()

    /// Made once, never closed, so that a handler may write to it at any time.
    private static let pipe: (reading: Int32, writing: Int32) = {
        var ends: [Int32] = [-1, -1]
        guard Glibc.pipe(&ends) == 0 else { return (-1, -1) }
        for descriptor in ends { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }()

    private let action = Mutex<Action?>(nil)
    private let first = Mutex<Int32?>(nil)
    private let isListening = Mutex(false)

    /// The signal that interrupted the program, if one did.
    var interruption: Int32? { first.withLock { $0 } }

    /// From now on `action` runs at the first SIGINT or SIGTERM, and the second ends the program at once.
    func onInterruption(_ action: @escaping Action) {
        listen([SIGINT, SIGTERM]) { [self] number in
            let isFirst = first.withLock { first in
                defer { first = first ?? number }
                return first == nil
            }
            guard isFirst else { HostProcess.end(.signal(number)) }
            action(number)
        }
    }

    /// From now on `action` runs at every signal that a user may send to a container, and none of them ends this program.
    func forward(_ action: @escaping Action) { listen(Self.forwarded, action) }

    /// Runs `body`; meanwhile signals are as after ``forward(_:)``, and afterwards what they were before.
    func forwarding<Result>(to action: @escaping Action, during body: () throws -> Result) rethrows -> Result {
        let before = self.action.withLock { $0 }
        let handlers = Self.forwarded.map { number in
            var handler = sigaction()
            sigaction(number, nil, &handler)
            return (number, handler)
        }
        forward(action)
        defer {
            self.action.withLock { $0 = before }
            for (number, handler) in handlers {
                var handler = handler
                sigaction(number, &handler, nil)
            }
        }
        return try body()
    }

    private static let forwarded = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGWINCH, SIGCONT]

    private func listen(_ numbers: [Int32], _ newAction: @escaping Action) {
        action.withLock { $0 = newAction }
        let isListening = self.isListening.withLock { isListening in
            defer { isListening = true }
            return isListening
        }
        if !isListening { DedicatedThread.start { [self] in deliver(from: Self.pipe.reading) } }
        for number in numbers {
            signal(number) { number in
                let saved = errno
                var byte = UInt8(truncatingIfNeeded: number)
                write(Signals.pipe.writing, &byte, 1)
                errno = saved
            }
        }
    }

    private func deliver(from descriptor: Int32) {
        var number: UInt8 = 0
        while true {
            let count = read(descriptor, &number, 1)
            if count == 1 {
                action.withLock { $0 }?(Int32(number))
            } else if count == 0 || errno != EINTR {
                return
            }
        }
    }
}
