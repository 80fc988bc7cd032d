public import LinuxSystem
import Synchronization

/// What other threads tell the explorer: answers and signals. It wakes the loop that waits for keys.
public final class ExplorerMailbox: Sendable {
    /// Something that came.
    enum Message: Sendable {
        case answer(ExplorerAnswer)
        case resized
        case end(signal: Int32)
    }

    private let messages = Mutex<[Message]>([])
    private let pipe: Pipe

    /// Makes an empty one.
    public init() throws(SystemError) { pipe = try Pipe.make() }

    /// Delivers an answer.
    public func post(_ answer: ExplorerAnswer) { post(.answer(answer)) }

    /// Delivers a signal: of a new size, or one that ends the program.
    public func post(signal: Int32) { post(signal == TerminalSize.changeSignal ? .resized : .end(signal: signal)) }

    private func post(_ message: Message) {
        let isFirst = messages.withLock { messages in
            messages.append(message)
            return messages.count == 1
        }
        // One byte wakes for all; the pipe is never full.
        if isFirst { try? pipe.writeEnd.write([0]) }
    }

    /// Readable when something has come.
    var descriptor: Int32 { pipe.readEnd.descriptor }

    /// Takes all that has come.
    func take() -> [Message] {
        let taken = messages.withLock { messages in
            defer { messages = [] }
            return messages
        }
        if !taken.isEmpty {
            var byte: UInt8 = 0
            _ = try? withUnsafeMutableBytes(of: &byte) { buffer throws(SystemError) in
                try pipe.readEnd.read(into: buffer)
            }
        }
        return taken
    }
}
