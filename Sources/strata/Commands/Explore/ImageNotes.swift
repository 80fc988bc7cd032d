import Explorer
import Findings
import Inspection
import LayerAnalysis
import Lint
import Secrets
import TerminalUI

/// What is wrong with an image, in the explorer's words: credentials first, then what a linter says of the instructions, and before its
/// matters of taste what was left behind.
struct ImageNotes: Sendable {
    /// What credentials were found, so far as layers have been searched.
    var secrets: [ExplorerImage.Note] = []
    /// Caches and what nobody needs, once all layers are read.
    var waste: [ExplorerImage.Note] = []
    /// What is wrong with the instructions that made the layers.
    var lint: [ExplorerImage.Note] = []

    /// All of it.
    var all: [ExplorerImage.Note] {
        let graver = lint.prefix { ["error", "warning"].contains($0.grade) }
        return secrets + graver + waste + lint.dropFirst(graver.count)
    }

    /// Looks for credentials in all layers, configuration and history: reads every byte of the image once.
    ///
    /// - Parameters:
    ///   - tell: Called with what is about to be done, as a phrase.
    ///   - found: Called behind each layer with what was found so far.
    static func secrets(
        of image: InspectedImage, tell: (String) -> Void = { _ in }, found: ([ExplorerImage.Note]) -> Void = { _ in }
    ) async throws -> [ExplorerImage.Note] {
        notes(try await SecretScan().search(image, tell: tell, found: { found(notes($0)) }).findings)
    }

    /// Credentials that were found.
    static func notes(_ findings: [ScanFinding]) -> [ExplorerImage.Note] {
        findings.map { found in
            var layer: Int?
            var path: [UInt8]?
            if case .layer(let place) = found.location {
                layer = place.layer
                path = found.file
            }
            var text = found.message
            if case .configuration(_, let key) = found.location { text = key + ": " + text }
            return ExplorerImage.Note(
                layer: layer, path: path, grade: found.match.severity.rawValue, rule: found.match.rule.name, text: text)
        }
    }

    /// What was left behind, class by class, the largest first; little of it is nothing to tell.
    static func waste(of stack: StackedTree) -> [ExplorerImage.Note] {
        WasteReport(of: stack).shares.filter { $0.totalBytes >= 1_000_000 }.map { share in
            let largest = share.largest.first?.place
            let removed = share.totalBytes - share.visibleBytes
            var text = "\(share.wasteClass.title): \(ByteFormat.size(share.totalBytes)) in \(share.totalFiles) files"
            if removed > 0 { text += ", of which \(ByteFormat.size(removed)) are removed and still shipped" }
            return ExplorerImage.Note(
                layer: largest?.layer, path: largest.map { stack.layers[$0.layer].path(of: $0.entry) }, grade: "info",
                rule: share.wasteClass.name, text: text)
        }
    }

    /// Findings of a linter, the worst first.
    static func notes(_ findings: [LayerFinding], of file: String?) -> [ExplorerImage.Note] {
        let sorted = findings.enumerated().sorted { left, right in
            let (one, other) = (left.element.finding.severity, right.element.finding.severity)
            return one == other ? left.offset < right.offset : one > other
        }
        return sorted.map { _, found in
            let place = found.line.map { "\(file ?? "Dockerfile"):\($0): " } ?? ""
            return ExplorerImage.Note(
                layer: found.layer, path: nil, grade: found.finding.severity.rawValue, rule: found.finding.code.text,
                text: place + found.finding.message)
        }
    }
}
