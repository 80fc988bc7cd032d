import Synchronization
import Testing

@testable import TerminalUI

@Suite("Progress of layers")
struct TransferProgressTests {
    /// What a terminal of that size shows of some progress.
    private func lines(columns: Int, rows: Int, _ work: (TransferProgress) -> Void) -> [String] {
        let screen = Mutex(Screen(columns: columns, rows: rows))
        work(
            TransferProgress(isTerminal: true, columns: columns, rows: rows) { text in
                screen.withLock { $0.write(text) }
            })
        return screen.withLock { $0.lines }
    }

    private func pull(_ names: [String], by progress: TransferProgress) {
        for name in names { progress.update(name, .init("Pulling fs layer")) }
        for name in names {
            progress.update(name, .init("Downloading", bytes: (1, 2)))
            progress.update(name, .init("Pull complete"))
        }
    }

    @Test("layers that are more than the screen has lines never overwrite each other, and how each ended is told")
    func manyLayers() {
        let names = (1...9).map { "layer\($0)" }
        let lines = lines(columns: 60, rows: 5) { progress in
            progress.message("1: Pulling from app")
            pull(names, by: progress)
            progress.message("Digest: 0")
        }
        #expect(lines.first == "1: Pulling from app" && lines.last == "Digest: 0")
        #expect(names.allSatisfy { lines.contains("\($0): Pull complete") }, "\(lines)")
        #expect(lines.allSatisfy { $0.split(separator: ":").count == 2 }, "\(lines)")
    }

    @Test("on a narrow screen a line for a layer is one line", arguments: [10, 15, 20, 40])
    func narrow(columns: Int) {
        let names = ["0123456789ab", "ba9876543210"]
        let lines = lines(columns: columns, rows: 24) { pull(names, by: $0) }
        #expect(lines.count == 2, "\(lines)")
        for (line, name) in zip(lines, names) {
            #expect("\(name): Pull complete".hasPrefix(line) && line.count < columns)
        }
    }

    @Test("a message that takes two lines of the screen moves what is above it by two")
    func longMessage() {
        let lines = lines(columns: 30, rows: 24) { progress in
            progress.update("a", .init("Pulling fs layer"))
            progress.message(String(repeating: "m", count: 40))
            progress.update("a", .init("Pull complete"))
        }
        #expect(lines.first == "a: Pull complete", "\(lines)")
    }
}
