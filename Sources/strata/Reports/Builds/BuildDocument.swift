import BuildGraph
import Builder
import OCI
import Storage
import TerminalUI

/// A build with its steps as `builds inspect` shows it.
struct BuildDocument {
    let build: BuildRecord
    let steps: [BuildStep]

    /// The members of the JSON form.
    var object: JSONObject {
        var object: JSONObject = [
            "Ref": .string(build.id), "Name": .string(build.name), "Status": .string(build.outcome.rawValue),
            "Context": build.request["context"] ?? "", "Dockerfile": build.request["dockerfile"] ?? "",
            "Target": build.request["target"] ?? "", "Platform": .string(build.platform),
            "BuildArgs": build.request["arguments"].map(shown) ?? [:], "Names": .strings(build.names),
            "Image": build.manifest.map { .string($0.description) } ?? .null,
            "StartedAt": .string(build.started.description), "Duration": .seconds(build.duration),
            "NumTotalSteps": .int(build.stepCount), "NumCachedSteps": .int(build.cachedCount),
        ]
        if let error = build.error { object["Error"] = .string(Withholding.withoutMarks(error)) }
        object["Steps"] = .array(steps.map { .object(Self.object(of: $0)) })
        return object
    }

    /// The members of one step.
    static func object(of step: BuildStep) -> JSONObject {
        var object: JSONObject = [
            "Number": .int(step.number), "Name": .string(Withholding.withoutMarks(step.name)),
            "Stage": .string(step.stage), "Step": .string(StepPlace(step.name).text),
            "Instruction": .string(Withholding.withoutMarks(step.text)), "State": .string(step.state.rawValue),
            "Duration": .seconds(step.duration), "Bytes": .int(step.byteSize),
            "LogBytes": .int(step.logBytes),
            "Key": step.key.map { .string($0.description) } ?? .null,
        ]
        if let code = step.exitCode { object["ExitCode"] = .int(code) }
        if let cause = step.cause.flatMap(MissCause.init) { object["Why"] = .string(cause.line) }
        return object
    }

    /// The whole as text.
    func text(now: Timestamp) -> String {
        var lines = [
            ("Build", build.id), ("Name", build.name), ("Context", build.request["context"]?.stringValue ?? ""),
            ("Dockerfile", build.request["dockerfile"]?.stringValue ?? ""),
            ("Target", build.request["target"]?.stringValue ?? ""), ("Platforms", build.platform),
            ("Build args", arguments), ("Image", build.manifest?.description ?? ""),
        ].filter { !$0.1.isEmpty }
        let share = build.stepCount == 0 ? 0 : build.cachedCount * 100 / build.stepCount
        lines += [
            ("Started", HostTime.dockerText(build.started)), ("Duration", BuildRow.span(build.duration)),
            ("Status", BuildRow.status(build)),
            ("Build steps", "\(build.stepCount)/\(build.stepCount) (\(share)% cached)"),
        ]
        if build.outcome != .completed { lines[lines.count - 1].1 = "\(done)/\(build.stepCount) (\(share)% cached)" }
        if let error = build.error { lines.append(("Error", Withholding.withoutMarks(error))) }
        let width = (lines.map(\.0.count).max() ?? 0) + 2
        let head = lines.map { $0.0 + ":" + String(repeating: " ", count: width - $0.0.count) + $0.1 + "\n" }.joined()
        return head + "\n" + StepTable(steps: steps).text
    }

    private var done: Int { steps.count { $0.state != .none && $0.exitCode == nil } }

    private var arguments: String {
        (build.request["arguments"]?.objectValue?.members ?? []).map {
            $0.key + "=" + Withholding.withoutMarks($0.value.stringValue ?? "")
        }.joined(separator: " ")
    }

    private func shown(_ value: JSONValue) -> JSONValue {
        .object(
            JSONObject(
                members: (value.objectValue?.members ?? []).map {
                    JSONObject.Member(
                        key: $0.key, value: .string(Withholding.withoutMarks($0.value.stringValue ?? "")))
                }))
    }
}

extension JSONValue {
    /// Seconds as a number, to the microsecond.
    static func seconds(_ seconds: Double) -> JSONValue {
        .number(JSONNumber((seconds * 1_000_000).rounded() / 1_000_000) ?? JSONNumber(0))
    }
}

/// The steps of a build as a table.
struct StepTable {
    let steps: [BuildStep]

    /// The table with its headings; lines end with the reason why a step ran.
    var text: String {
        var table = Table(headers: ["STEP", "STATE", "TIME", "SIZE", "INSTRUCTION"])
        for step in steps {
            let place = StepPlace(step.name).text
            let instruction = ShortText.cut(
                Withholding.withoutMarks(step.text).replacing("\n", with: " ").replacing("\t", with: " "), to: 60)
            let reason = step.cause.flatMap(MissCause.init)?.line ?? ""
            table.append([
                place.isEmpty ? String(step.number) : place, Self.state(of: step),
                step.state == .miss ? BuildRow.span(step.duration) : "",
                step.state == .miss ? ByteFormat.size(step.byteSize) : "",
                instruction + (reason.isEmpty ? "" : "  " + reason),
            ])
        }
        return table.render()
    }

    /// `hit`, `miss`, `failed (1)`.
    static func state(of step: BuildStep) -> String {
        if let code = step.exitCode { return "failed (\(code))" }
        return step.state == .none ? "not run" : step.state.rawValue
    }
}
