import DockerfileSyntax
import Findings
public import OCI

/// An image's history written as a Dockerfile, so that rules can look at it where the Dockerfile itself is not known.
///
/// It has the RUN, COPY and ADD that made layers, and what rules have to know for them. What stood in build arguments, flags of RUN, and
/// comments is in no history.
public struct HistoryDockerfile: Sendable {
    /// The text.
    public private(set) var text = "FROM scratch\n"
    /// For each line on which an instruction begins that made a layer, that layer.
    private var layers: [Int: Int] = [:]
    private var line = 2
    private var shell = "/bin/sh -c"

    /// Writes a history.
    public init(_ history: [HistoryEntry]) {
        for (number, entry) in HistoryInstruction.all(in: history).enumerated() {
            switch entry.keyword {
            case .run: addRun(entry, mark: "HISTORY_\(number)")
            case .copy, .add:
                // `file:… in /app` of the classic builder names no file.
                let words = entry.text.split(separator: " ")
                if words.count < 2 || words.dropLast().last == "in" || entry.text.contains("\n") { continue }
                add("\(entry.keyword?.rawValue ?? "") \(entry.text)", of: entry.layer)
            case .workdir, .user:
                if !entry.text.contains("\n") { add("\(entry.keyword?.rawValue ?? "") \(entry.text)", of: nil) }
            default: continue
            }
        }
    }

    /// What rules find in it, with the layer of each.
    public func findings(_ options: LintOptions = LintOptions()) -> [LayerFinding] {
        let result = Linter(options).lint(Array(text.utf8), name: "history")
        return result.findings.compactMap { finding in
            guard finding.code != Linter.parseCode, let layer = layers[result.instructionLine(of: finding)] else {
                return nil
            }
            return LayerFinding(place: .layer(layer), line: nil, finding: finding)
        }
    }

    private mutating func addRun(_ entry: HistoryInstruction, mark: String) {
        // Where no shell is named, where one word ends and the next begins is not known.
        guard let used = entry.shell, !entry.text.isEmpty, !entry.text.hasPrefix("--") else { return }
        if used != shell {
            shell = used
            add("SHELL " + JSONValue.strings(used.split(separator: " ").map(String.init)).compact(), of: nil)
        }
        // A text of several lines stands as it is in a here-document alone.
        if entry.text.contains("\n") || entry.text.contains("<<") || entry.text.hasSuffix("\\") {
            add("RUN <<'\(mark)'\n\(entry.text)\n\(mark)", of: entry.layer)
        } else {
            add("RUN " + entry.text, of: entry.layer)
        }
    }

    private mutating func add(_ instruction: String, of layer: Int?) {
        text += instruction + "\n"
        if let layer { layers[line] = layer }
        line += instruction.utf8.reduce(1) { $0 + ($1 == 0x0A ? 1 : 0) }
    }
}
