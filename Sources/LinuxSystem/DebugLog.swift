internal import Synchronization

/// What the program says of its own doings where `--debug` asks for it: what is looked up, started and decided.
///
/// One log for the process, off until ``begin(_:)``. While it is off a note costs one load from memory, and its text is
/// never made.
public enum DebugLog {
    private static let isOn = Atomic<Bool>(false)
    private static let sink = Mutex<(@Sendable (_ topic: String, _ text: String) -> Void)?>(nil)

    /// Whether anybody listens.
    public static var isListening: Bool { isOn.load(ordering: .relaxed) }

    /// From now on every note is given to `sink`, one at a time, from any thread.
    public static func begin(_ sink: @escaping @Sendable (_ topic: String, _ text: String) -> Void) {
        Self.sink.withLock { $0 = sink }
        isOn.store(true, ordering: .relaxed)
    }

    /// Notes something. `topic` is one word: `store`, `cache`, `program`, `context`, …
    public static func note(_ topic: String, _ text: @autoclosure () -> String) {
        guard isListening else { return }
        let text = text()
        sink.withLock { $0?(topic, text) }
    }
}
