import LinuxSystem
import TerminalUI

/// Asks a person at the terminal.
struct TerminalPrompt {
    private let talk: StandardStream

    /// Makes a prompt that writes to a stream; `nil` where nobody is at the terminal.
    init?(_ talk: StandardStream) {
        guard Terminal.isTerminal(0) else { return nil }
        self.talk = talk
    }

    /// A line, as the terminal edits it.
    func line(_ question: String) -> String {
        talk.write(question)
        return HostFile.lineOfStandardInput().filter { !$0.isNewline }
    }

    /// A line that is not shown. Ctrl-C ends the program.
    ///
    /// - Throws: `CancellationError` for Ctrl-D.
    func secret(_ question: String) throws -> String {
        // Without echo and signals: nothing can end the program while the terminal is changed. Before the question is there: who
        // types at once is not to be shown.
        let raw = RawTerminal(0)
        talk.write(question)
        guard let terminal = raw else { return HostFile.lineOfStandardInput() }
        defer {
            terminal.restore()
            talk.write("\n")
        }
        let input = try HostFile.standardInputHandle()
        var bytes: [UInt8] = []
        while true {
            var key: UInt8 = 0
            let count = try withUnsafeMutableBytes(of: &key) { buffer throws(SystemError) in
                try input.read(into: buffer)
            }
            if count == 0 || key == 4 && bytes.isEmpty { throw CancellationError() }
            switch key {
            case 3:
                terminal.restore()
                talk.write("\n")
                HostProcess.end(.signal(2))
            case 10, 13: return String(decoding: bytes, as: UTF8.self)
            case 8, 127:
                // A character may have several bytes.
                while let last = bytes.popLast(), last & 0xC0 == 0x80 {}
            case 21: bytes = []
            default: bytes.append(key)
            }
        }
    }
}
