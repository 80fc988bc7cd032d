import TerminalUI

/// What is being done, in one line of a terminal that goes away when it is done; nothing where nobody looks.
struct ProgressLine: Sendable {
    private let stream: StandardStream
    private let isShown: Bool

    init(_ stream: StandardStream) {
        self.stream = stream
        isShown = stream.isTerminal
    }

    /// Shows a phrase in the place of the one before.
    func show(_ phrase: String) {
        guard isShown else { return }
        let columns = Terminal.size(stream.descriptor)?.columns ?? 80
        stream.write("\r\u{1B}[K" + DisplayWidth.shortened(LogText.harmless(phrase), columns - 1))
    }

    /// Takes it away.
    func clear() { if isShown { stream.write("\r\u{1B}[K") } }
}
