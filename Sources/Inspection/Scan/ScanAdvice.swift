import Findings
import Secrets

/// How a leak is mended, by the place that it was found in.
struct ScanAdvice {
    private let finding: ScanFinding

    init(_ finding: ScanFinding) { self.finding = finding }

    /// What to do, in a sentence or two.
    var text: String {
        let remedy = finding.match.rule.remedy
        switch finding.location {
        case .file: return "\(remedy); keep it out of the file, and out of the build context by .dockerignore"
        case .configuration(_, let key): return "\(remedy); \(configuration(key))"
        case .layer(let place): return "\(remedy); \(layer((finding.origin ?? place).createdBy ?? ""))"
        }
    }

    private func configuration(_ key: String) -> String {
        if key.hasPrefix("config.Env") {
            return "give the variable when the container starts (`run -e`), not by ENV"
        }
        return
            "what an instruction says stays in the history: give it by `RUN --mount=type=secret,id=…,env=…`, not by ARG or ENV"
    }

    private func layer(_ instruction: String) -> String {
        let isCopied =
            instruction.hasPrefix("COPY") || instruction.hasPrefix("ADD") || instruction.contains("#(nop) COPY")
            || instruction.contains("#(nop) ADD")
        let way =
            isCopied
            ? "leave it out of the context by .dockerignore, and give it by `RUN --mount=type=secret,id=…`"
            : "give it to the RUN by `--mount=type=secret,id=…`, which is in no layer"
        switch finding.fate {
        case .deleted, .overwritten: return "a later layer does not take it away: \(way), and build the image anew"
        case .visible, nil: return way
        }
    }
}
