import BuildGraph
import Builder
import OCI
import Storage
import TerminalUI

/// The story of a build's cache: what was found, what was not and why, and what that cost.
struct WhyDocument {
    let build: BuildRecord
    /// All steps of the build.
    let steps: [BuildStep]
    /// Those that are asked about.
    let chosen: [BuildStep]
    /// The parts of the keys, by key, as far as their records are there.
    let parts: [Digest: JSONValue]
    /// What was tried to spare steps; `nil` where nothing was to be tried.
    var trials: [AdviceTrial]?

    /// Whether there is something that could be tried.
    var invitesTrials: Bool {
        trials == nil && Self.canBeRepeated(build) && !Advisor.beginnings(of: steps).isEmpty
    }

    /// Whether context and Dockerfile of a build are files that can still be there.
    static func canBeRepeated(_ build: BuildRecord) -> Bool {
        ["context", "dockerfile"].allSatisfy { build.request[$0]?.stringValue?.hasPrefix("/") == true }
    }

    /// The first causes of the misses, each with all steps that ran because of it, in the order of the steps.
    var chains: [(first: BuildStep, steps: [BuildStep])] {
        var chains: [(first: BuildStep, steps: [BuildStep])] = []
        for step in steps where step.state == .miss {
            let number = Self.cause(of: step)?.first ?? step.number
            guard let first = steps.first(where: { $0.number == number }) else { continue }
            if let index = chains.firstIndex(where: { $0.first.number == number }) {
                chains[index].steps.append(step)
            } else {
                chains.append((first, [step]))
            }
        }
        return chains
    }

    /// Why a step ran, where that is known.
    static func cause(of step: BuildStep) -> MissCause? { step.cause.flatMap(MissCause.init) }

    /// The members of the JSON form.
    var object: JSONObject {
        [
            "Build": .string(build.id), "Name": .string(build.name), "Status": .string(build.outcome.rawValue),
            "StartedAt": .string(build.started.description), "Duration": .seconds(build.duration),
            "Image": build.manifest.map { .string($0.description) } ?? .null,
            "Hits": .int(steps.count { $0.state == .hit }), "Misses": .int(steps.count { $0.state == .miss }),
            "Steps": .array(chosen.map { .object(object(of: $0)) }),
            "FirstCauses": .array(
                chains.map { chain in
                    [
                        "Step": .int(chain.first.number),
                        "Why": .string(Self.cause(of: chain.first)?.line ?? ""),
                        "Ran": .array(chain.steps.map { .int($0.number) }),
                        "Cost": cost(of: chain.steps),
                    ]
                }),
            "Cost": cost(of: steps.filter { $0.state == .miss }),
            "Advice": trials.map { .array($0.map(AdviceWords.json)) } ?? .null,
        ]
    }

    private func cost(of steps: [BuildStep]) -> JSONValue {
        [
            "Steps": .int(steps.count), "Seconds": .seconds(steps.reduce(0) { $0 + $1.duration }),
            "Bytes": .int(steps.reduce(0) { $0 + $1.byteSize }),
        ]
    }

    private func object(of step: BuildStep) -> JSONObject {
        var object = BuildDocument.object(of: step)
        object["Parts"] = step.key.flatMap { parts[$0] }.map(Self.shown) ?? .null
        guard let cause = Self.cause(of: step) else { return object }
        object["Cause"] = .string(cause.kind.rawValue)
        object["FirstCause"] = .int(cause.first ?? step.number)
        object["ComparedWith"] = cause.compared.map { .string($0.description) } ?? .null
        object["PreviousParts"] = cause.compared.flatMap { parts[$0] }.map(Self.shown) ?? .null
        object["Changes"] = .array(cause.changes.map { .object(Self.object(of: $0)) })
        if let files = cause.files { object["Files"] = files.json }
        return object
    }

    private static func object(of change: KeyDifference.Change) -> JSONObject {
        let isWithheld = Withholding.isWithheld(change.old ?? "") || Withholding.isWithheld(change.new ?? "")
        func text(_ value: String?) -> JSONValue { value.map { .string(Withholding.withoutMarks($0)) } ?? .null }
        var object: JSONObject = ["Part": .string(change.label)]
        if let name = change.name { object["Name"] = .string(name) }
        object["Old"] = text(change.old)
        object["New"] = text(change.new)
        if isWithheld { object["Withheld"] = true }
        object["Text"] = .string(ChangeWords.text(of: change))
        return object
    }

    /// Parts without the hashes of what is withheld: those never leave the store.
    static func shown(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): .string(Withholding.withoutMarks(text))
        case .array(let elements): .array(elements.map(shown))
        case .object(let object):
            .object(
                JSONObject(members: object.members.map { JSONObject.Member(key: $0.key, value: shown($0.value)) }))
        default: value
        }
    }
}
