import BuildGraph
import Builder
import OCI
import Storage
import TerminalUI

/// The story of a build's cache in words.
struct WhyReport {
    let document: WhyDocument
    /// Steps were asked for by name: each is told in full.
    let isDetailed: Bool
    let now: Timestamp

    private var build: BuildRecord { document.build }

    /// The whole text.
    var text: String {
        var text = heading + "\n\n" + StepTable(steps: document.chosen).text
        if isDetailed {
            for step in document.chosen { text += "\n" + detail(of: step) }
            return text + (document.trials.map { "\n" + AdviceWords.text(of: $0, steps: document.steps) } ?? "")
        }
        text += stories.map { "\n" + $0 }.joined()
        if document.invitesTrials {
            text += "\n`strata why --try` tries whether the Dockerfile or .dockerignore can be changed to spare this.\n"
        }
        return text + (document.trials.map { "\n" + AdviceWords.text(of: $0, steps: document.steps) } ?? "")
    }

    private var heading: String {
        let misses = document.steps.count { $0.state == .miss }
        let ran =
            switch misses {
            case 0 where document.steps.isEmpty: "it did not come to its steps" + (build.error.map { ": " + $0 } ?? "")
            case 0: "every step was in the cache"
            case 1: "1 of \(document.steps.count) steps ran"
            default: "\(misses) of \(document.steps.count) steps ran"
            }
        let end = build.outcome == .completed ? "" : " (\(BuildRow.status(build).lowercased()))"
        return "Build \(build.id.prefix(12)) of \(build.name)\(end), "
            + "\(TimeFormat.ago(build.started.truncatedToSeconds, now: now)), \(BuildRow.span(build.duration)): \(ran)"
    }

    /// What each chain of misses began with; steps of which no more is known than that are told together.
    private var stories: [String] {
        var stories: [String] = []
        var bare: [String: [BuildStep]] = [:]
        for chain in document.chains {
            let cause = WhyDocument.cause(of: chain.first)
            if chain.steps.count == 1, cause?.line.isEmpty ?? true, cause?.files == nil {
                bare[unexplained(cause), default: []].append(chain.first)
            } else {
                stories.append(story(of: chain.first, chain.steps))
            }
        }
        for (reason, steps) in bare.sorted(by: { $0.key < $1.key }) {
            stories.append(
                steps.count == 1
                    ? story(of: steps[0], steps)
                    : "\(steps.count) steps ran, \(steps.map(place).joined(separator: ", ")): \(reason)\n" + cost(steps)
            )
        }
        return stories
    }

    private func story(of first: BuildStep, _ steps: [BuildStep]) -> String {
        let cause = WhyDocument.cause(of: first)
        var text = "It began with step \(place(first)), \(instruction(first)): "
        text += (cause?.line).flatMap { $0.isEmpty ? nil : $0 } ?? unexplained(cause) + "\n"
        if !text.hasSuffix("\n") { text += "\n" }
        if let files = cause?.files { text += list(files) }
        if let names = cause?.unmentioned, !names.isEmpty {
            text +=
                "  The command does not mention \(names.joined(separator: ", ")); it is in its environment all the same.\n"
        }
        let others = steps.filter { $0.number != first.number }.map(place)
        if !others.isEmpty { text += "  Because of it ran, too: \(others.joined(separator: ", "))\n" }
        return text + cost(steps)
    }

    private func cost(_ steps: [BuildStep]) -> String {
        let seconds = steps.reduce(0) { $0 + $1.duration }
        let bytes = steps.reduce(Int64(0)) { $0 + $1.byteSize }
        return "  It cost \(BuildRow.span(seconds)) and \(ByteFormat.size(bytes))"
            + (steps.count > 1 ? " in \(steps.count) steps" : "") + ".\n"
    }

    private func unexplained(_ cause: MissCause?) -> String {
        cause?.kind == .forced ? "the build was not to use the cache" : "there was no earlier record to compare with"
    }

    /// A line for each file, where there are more than the line names.
    private func list(_ files: FileChanges) -> String {
        if files.counts.reduce(0, +) <= 4, files.counts[1] + files.counts[2] == 0 { return "" }
        let rows =
            files.changed.map { ($0.what.joined(separator: ", "), $0.path) } + files.added.map { ("new", $0) }
            + files.removed.map { ("removed", $0) }
        let shown = rows.prefix(20)
        let width = (shown.map(\.0.count).max() ?? 0) + 2
        let more = files.counts.reduce(0, +) - shown.count
        return shown.map { "  " + $0.0 + String(repeating: " ", count: width - $0.0.count) + $0.1 + "\n" }.joined()
            + (more > 0 ? "  and \(more) more\n" : "")
    }

    /// Everything about one step: its key, the parts of it, and what they were before.
    private func detail(of step: BuildStep) -> String {
        var text = "Step \(place(step)), \(instruction(step)): \(StepTable.state(of: step))\n"
        if let cause = WhyDocument.cause(of: step) {
            if !cause.line.isEmpty { text += "  \(cause.line)\n" }
            if let first = cause.first, first != step.number,
                let origin = document.steps.first(where: { $0.number == first })
            {
                let reason = WhyDocument.cause(of: origin)?.line ?? ""
                text += "  It began with step \(place(origin)), \(instruction(origin))"
                text += (reason.isEmpty ? "" : ": " + reason) + "\n"
            }
            if let files = cause.files { text += list(files) }
            if !cause.unmentioned.isEmpty {
                text += "  The command does not mention \(cause.unmentioned.joined(separator: ", ")).\n"
            }
        }
        if let key = step.key { text += "  key \(key)\n" }
        return text + partLines(of: step)
    }

    private func partLines(of step: BuildStep) -> String {
        let new = members(step.key)
        let cause = WhyDocument.cause(of: step)
        // A record that is gone has nothing to compare with.
        let old = cause?.compared.flatMap { document.parts[$0] == nil ? nil : members($0) }
        let names = new.map(\.0) + (old ?? []).map(\.0).filter { name in !new.contains { $0.0 == name } }
        return names.map { name in
            let value = new.first { $0.0 == name }?.1
            let before = old == nil ? value : old?.first { $0.0 == name }?.1
            if before == value { return "    \(name): \(Self.shown(value))\n" }
            let shown = (Self.shown(before), Self.shown(value))
            if shown.0 == shown.1 { return "  * \(name): changed (value withheld)\n" }
            return "  * \(name): \(shown.0) → \(shown.1)\n"
        }.joined()
    }

    private static func shown(_ text: String?) -> String { text.map(Withholding.withoutMarks) ?? "(none)" }

    /// The parts of a key, one for each name.
    private func members(_ key: Digest?) -> [(String, String)] {
        let members = key.flatMap { document.parts[$0] }?["parts"]?.objectValue?.members ?? []
        return members.flatMap { member -> [(String, String)] in
            guard let names = member.value.objectValue else { return [(member.key, Self.text(member.value))] }
            return names.members.map { ("\(member.key) \($0.key)", Self.text($0.value)) }
        }
    }

    private static func text(_ value: JSONValue) -> String {
        let text = value.arrayValue?.map { $0.stringValue ?? $0.compact() }.joined(separator: " ") ?? value.stringValue
        return (text ?? value.compact()).replacing("\n", with: "\\n")
    }

    private func place(_ step: BuildStep) -> String {
        let text = StepPlace(step.name).text
        return text.isEmpty ? String(step.number) : text
    }

    private func instruction(_ step: BuildStep) -> String {
        ShortText.cut(Withholding.withoutMarks(step.text).replacing("\n", with: " "), to: 60)
    }
}
