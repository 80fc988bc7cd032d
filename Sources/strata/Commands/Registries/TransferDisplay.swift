import Distribution
import LinuxSystem
import OCI
import TerminalUI

/// Shows how layers come and go, in docker's words.
final class TransferDisplay: Sendable {
    private let progress: TransferProgress?
    private let talk: StandardStream?

    /// Shows nothing where there is no stream; for whom it waits long is told on the other one then.
    init(_ stream: StandardStream?, quietly talk: StandardStream? = nil) {
        self.talk = talk
        progress = stream.map { stream in
            let size = Terminal.size(stream.descriptor) ?? (columns: 80, rows: 24)
            return TransferProgress(isTerminal: stream.isTerminal, columns: size.columns, rows: size.rows) {
                stream.write($0)
            }
        }
    }

    /// Takes an event; from any thread.
    func show(_ event: TransferEvent) {
        guard let progress else { return tellWait(event) }
        switch event {
        case .pulling(let reference):
            let name = reference.digest.map { "\($0)" } ?? reference.tag ?? "latest"
            progress.message("\(name): Pulling from \(reference.repository.path)")
        case .pushing(let repository):
            progress.message("The push refers to repository [\(repository)]")
        case .note(let text): progress.message(text)
        case .layer(let id, let state):
            for line in Self.lines(state) { progress.update(id, line) }
        }
    }

    private func tellWait(_ event: TransferEvent) {
        guard case .layer(let id, let state) = event, case .waitingFor = state else { return }
        for line in Self.lines(state) { talk?.print("\(id): \(line.status)") }
    }

    static func lines(_ state: LayerState) -> [TransferProgress.Line] {
        switch state {
        case .wanted: [.init("Pulling fs layer")]
        case .waiting: [.init("Waiting")]
        case .waitingFor(let process): [.init("Waiting for process \(process), which pulls the same layer")]
        case .downloading(let done, let total): [.init("Downloading", bytes: (done, total))]
        case .downloaded: [.init("Verifying Checksum"), .init("Download complete")]
        case .spared: []
        case .pulled: [.init("Pull complete")]
        case .existing: [.init("Already exists")]
        case .preparing: [.init("Preparing")]
        case .compressing: [.init("Compressing")]
        case .copying(let done, let total): [.init("Copying", bytes: (done, total))]
        case .copied: [.init("Copied")]
        case .pushing(let done, let total): [.init("Pushing", bytes: (done, total))]
        case .pushed: [.init("Pushed")]
        case .there: [.init("Layer already exists")]
        case .mounted(let repository): [.init("Mounted from \(repository.path)")]
        }
    }
}
