import Builder
import OCI
import Storage
import TerminalUI

/// Advice, and what was tried in vain, in words and as JSON.
enum AdviceWords {
    /// All trials as text: first what holds.
    static func text(of trials: [AdviceTrial], steps: [BuildStep]) -> String {
        if trials.isEmpty {
            return
                "There is nothing to try: no step began to run because of files of the context, or of a build argument "
                + "that it does not name.\n"
        }
        let (good, bad) = (trials.filter(\.holds), trials.filter { !$0.holds })
        var text = "What would have spared steps:\n"
        if good.isEmpty { text = "Nothing that was tried would have spared the steps.\n" }
        for trial in good { text += "  \(Self.text(of: trial.change))\n    \(shown(trial, steps))\n" }
        if !bad.isEmpty, !good.isEmpty { text += "Tried, too, and not advised:\n" }
        for trial in bad { text += "  \(Self.text(of: trial.change))\n    \(shown(trial, steps))\n" }
        let seconds = trials.reduce(0) { $0 + $1.seconds }
        return text + "The trials took \(BuildRow.span(seconds)); what their steps made is in the build cache.\n"
    }

    /// `add README.md to .dockerignore`, `move “COPY . .” (line 3) below “RUN npm ci” (line 4)`.
    static func text(of change: AdviceTrial.Change) -> String {
        switch change {
        case .ignore(let file, let patterns):
            let shown = patterns.prefix(4).joined(separator: ", ")
            return "add \(shown)\(patterns.count > 4 ? " and \(patterns.count - 4) more" : "") to \(file)"
        case .move(let instruction, let line, let below, let belowLine):
            return "move “\(cut(instruction))” (line \(line)) below “\(cut(below))” (line \(belowLine))"
        case .split(let instruction, let line, let into, let below, let belowLine):
            return "write “\(cut(into))” at line \(line), and move “\(cut(instruction))” below “\(cut(below))” "
                + "(line \(belowLine))"
        }
    }

    /// What was seen.
    private static func shown(_ trial: AdviceTrial, _ steps: [BuildStep]) -> String {
        switch trial.outcome {
        case .breaks(let message): return "the build does not go through: \(cut(message, to: 200))"
        case .differs(let paths): return "it gives another image: \(paths.joined(separator: ", ")) differs"
        case .misses(let message): return "the steps are not in the cache all the same: \(cut(message, to: 200))"
        case .holds(let paths):
            let places = trial.spared.compactMap { number in steps.first { $0.number == number } }.map(place)
            let changed = trial.arguments.isEmpty ? "the same files" : trial.arguments.joined(separator: ", ")
            return "the image is the same (\(remark(paths))); with \(changed) changed again, "
                + (places.count > 1 ? "steps \(places.joined(separator: ", ")) are" : "step \(places.joined()) is")
                + " in the cache: "
                + "\(BuildRow.span(trial.savedSeconds)) spared"
        }
    }

    private static func remark(_ missing: [String]) -> String {
        if missing.isEmpty { return "times aside" }
        let more = missing.count > 4 ? " and \(missing.count - 4) more" : ""
        let paths = missing.prefix(4).joined(separator: ", ") + more
        return "but for \(paths), which nothing in the build needs; times aside"
    }

    private static func place(_ step: BuildStep) -> String {
        let text = StepPlace(step.name).text
        return text.isEmpty ? String(step.number) : text
    }

    /// One trial as an object.
    static func json(_ trial: AdviceTrial) -> JSONValue {
        var object: JSONObject = [
            "Step": .int(trial.step), "Text": .string(text(of: trial.change)), "Holds": .bool(trial.holds),
            "Seconds": .seconds(trial.seconds),
        ]
        if !trial.arguments.isEmpty { object["Arguments"] = .strings(trial.arguments) }
        switch trial.change {
        case .ignore(let file, let patterns):
            object["Kind"] = "ignore"
            object["File"] = .string(file)
            object["Patterns"] = .strings(patterns)
        case .move(_, let line, _, let belowLine), .split(_, let line, _, _, let belowLine):
            object["Kind"] = "move"
            object["Line"] = .int(line)
            object["BelowLine"] = .int(belowLine)
            if case .split(_, _, let into, _, _) = trial.change { object["Instead"] = .string(into) }
        }
        switch trial.outcome {
        case .holds(let paths):
            object["Missing"] = .strings(paths)
            object["Spared"] = [
                "Steps": .array(trial.spared.map { .int($0) }), "Seconds": .seconds(trial.savedSeconds),
            ]
        case .breaks(let message): object["Breaks"] = .string(message)
        case .differs(let paths): object["Differs"] = .strings(paths)
        case .misses(let message): object["Misses"] = .string(message)
        }
        return .object(object)
    }

    private static func cut(_ text: String, to count: Int = 60) -> String {
        ShortText.cut(text.replacing("\n", with: " "), to: count)
    }
}
