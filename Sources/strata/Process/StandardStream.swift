internal import Glibc
import LinuxSystem
import TerminalUI

/// Standard output or standard error: whole texts, written when they are complete.
///
/// Where the reader of standard output has gone (`strata images | head -1`), the program ends without a word.
struct StandardStream: Sendable {
    /// What the program was asked for.
    static let data = StandardStream(handle: FileHandle(owning: 1), isData: true)
    /// What it has to say about that.
    static let talk = StandardStream(handle: FileHandle(owning: 2), isData: false)

    private let handle: FileHandle
    private let isData: Bool

    /// The descriptor.
    var descriptor: Int32 { handle.descriptor }
    /// Whether a person may be looking.
    var isTerminal: Bool { Terminal.isTerminal(descriptor) }

    /// Writes text as it is.
    func write(_ text: String) { write(Array(text.utf8)) }

    /// Writes bytes.
    func write(_ bytes: [UInt8]) {
        do throws(SystemError) {
            try handle.write(bytes)
        } catch {
            if error.number == EPIPE, isData { HostProcess.end(.brokenPipe) }
            // Nobody can be told about an error of standard error. Of standard output, the user must hear: data is missing.
            guard isData else { return }
            StandardStream.talk.write("error: writing to standard output: \(error)\n")
            HostProcess.end(.failure)
        }
    }

    /// Writes a line.
    func print(_ line: String) { write(line + "\n") }
}
