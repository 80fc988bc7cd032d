import BuildGraph
import LinuxSystem
import OCI
import Storage

/// Finds out why a step is not in the cache, by what earlier builds left.
///
/// It is compared with its counterpart in the newest earlier build of the same Dockerfile, context, target and platform whose
/// record is there; else with the record of the same instruction that was used last.
struct MissExplainer: Sendable {
    let session: BuildSession
    let vertex: Vertex

    private var number: Int { vertex.id.index + 1 }
    private var history: BuildHistory { session.history }

    /// What a step is compared with.
    private struct Comparable {
        let record: CacheRecord
        let earlier: (build: EarlierBuild, step: BuildStep)?
    }

    /// The cause of a miss. Nothing here ends a build: what cannot be read explains nothing.
    func cause(of parts: KeyParts, listing: @autoclosure () -> CopyListing?) -> MissCause {
        if session.request.skipsCache(vertex) || session.request.lastStep == number { return MissCause(.forced) }
        do {
            if let found = try comparable(to: parts) { return try cause(of: parts, listing(), found) }
            return try failedBefore() ?? MissCause(.new)
        } catch {
            DebugLog.note("cache", "\(vertex.name): the miss cannot be explained: \(error)")
            return MissCause(.new)
        }
    }

    /// That the name of a base image stands for another image than in the build before; `nil` where it does not.
    func movedBase() -> MissCause? {
        let steps = history.steps
        let step = steps[vertex.id.index]
        guard let digest = step.key, let earlier = try? history.earlierBuilds(),
            let before = earlier.lazy.compactMap({ $0.counterpart(of: step, in: steps)?.key }).first, before != digest
        else { return nil }
        var cause = MissCause(.moved)
        cause.compared = before
        cause.reason = "moved: sha256:\(before.short)…→sha256:\(digest.short)…"
        return cause
    }

    // MARK: What to compare with

    private func comparable(to parts: KeyParts) throws -> Comparable? {
        let steps = history.steps
        let step = steps[vertex.id.index]
        for earlier in try history.earlierBuilds() {
            guard let before = earlier.counterpart(of: step, in: steps), let key = before.key,
                let record = try session.store.keptRecord(for: key), record.kind == parts.kind
            else { continue }
            return Comparable(record: record, earlier: (earlier, before))
        }
        let records = try session.store.cacheRecords(step: step.text, limit: 4)
        return records.first { $0.kind == parts.kind }.map { Comparable(record: $0, earlier: nil) }
    }

    private func failedBefore() throws -> MissCause? {
        let steps = history.steps
        guard let last = try history.earlierBuilds().first,
            let before = last.counterpart(of: steps[vertex.id.index], in: steps), before.exitCode != nil
        else { return nil }
        var cause = MissCause(.failed)
        cause.reason = "re-runs because it failed in the build before"
        return cause
    }

    // MARK: What differs

    private func cause(of parts: KeyParts, _ listing: CopyListing?, _ found: Comparable) throws -> MissCause {
        let kept = try JSONValue(parsing: found.record.parts)
        let all = KeyDifference(wanted: parts.record(history.withholding), kept: kept).changes
        var cause = MissCause(.changed)
        cause.compared = found.record.key
        cause.changes = all.filter { $0.label != KeyParts.fileSystemLabel }
        cause.isBelow = all.contains { $0.label == KeyParts.fileSystemLabel }
        if cause.changes.contains(where: \.isOfFiles), let listing {
            cause.files = try FileListing.changes(from: found.record.key, to: listing, in: session.store)
        }
        if case .run(let step) = vertex.operation {
            cause.unmentioned = cause.changes.filter(\.isOfVariable).compactMap(\.name).filter { !step.mentions($0) }
        }
        if cause.isBelow { explainBelow(&cause, found) }
        if cause.changes.isEmpty, !cause.isBelow {
            cause.kind = .gone
            cause.reason = "re-runs because its layer is no longer in the cache"
        } else if cause.changes.isEmpty {
            cause.kind = .parent
        } else if let source = sourceThatRan(cause.changes) {
            cause.first = history.cause(of: source)?.first ?? source
        }
        return cause
    }

    /// The step of another stage that what changed was copied or mounted from.
    private func sourceThatRan(_ changes: [KeyDifference.Change]) -> Int? {
        guard changes.contains(where: \.isOfFiles) else { return nil }
        let below = vertex.parent?.vertex
        return vertex.dependencies.filter { $0 != below }.map { $0.index + 1 }.compactMap(firstMiss).first
    }

    /// Of a step and those below it, the nearest that ran.
    private func firstMiss(at number: Int) -> Int? {
        var next: Int? = number
        while let number = next {
            let step = history.step(number)
            if step.state == .miss || history.cause(of: number)?.kind == .moved { return number }
            next = step.needs.first
        }
        return nil
    }

    // MARK: What lies below

    private func explainBelow(_ cause: inout MissCause, _ found: Comparable) {
        var stack: [BuildStep] = []
        var next = history.step(number).needs.first
        while let number = next {
            let step = history.step(number)
            stack.insert(step, at: 0)
            next = step.needs.first
        }
        guard let culprit = culprit(in: stack, found) else {
            cause.reason = gone(from: stack, found) ?? "re-runs because what lies below it differs"
            return
        }
        cause.first = history.cause(of: culprit.number)?.first ?? culprit.number
        let place = StepPlace(culprit.name)
        if culprit.state == .base {
            let name = culprit.name.drop { $0 != "]" }.dropFirst(2)
            cause.reason =
                "re-runs because \(name) "
                + (history.cause(of: culprit.number)?.kind == .moved ? "moved" : "is another image")
        } else if found.earlier != nil, counterpart(of: culprit, found) == nil {
            cause.reason = "re-runs because step \(place.text) is new"
        } else {
            cause.reason =
                "re-runs because step \(place.text) " + (culprit.state == .miss ? "did" : "gave another result")
        }
    }

    /// The lowest step whose result is not what it was in the earlier build; without one, the lowest that ran.
    private func culprit(in stack: [BuildStep], _ found: Comparable) -> BuildStep? {
        guard found.earlier != nil else {
            return stack.first { $0.state == .miss } ?? stack.first { $0.state == .base }
        }
        return stack.first { step in
            guard let before = counterpart(of: step, found) else { return true }
            return before.chain != step.chain
        }
    }

    private func counterpart(of step: BuildStep, _ found: Comparable) -> BuildStep? {
        found.earlier?.build.counterpart(of: step, in: history.steps)
    }

    /// A step of the earlier build that stood below and is not there any more.
    private func gone(from stack: [BuildStep], _ found: Comparable) -> String? {
        guard let (build, step) = found.earlier else { return nil }
        var next = step.needs.first
        var missing: BuildStep?
        while let number = next, let before = build.step(number) {
            if !stack.contains(where: { $0.text == before.text }) { missing = before }
            next = before.needs.first
        }
        return missing.map { "re-runs because “\($0.text.prefix(60))” below it is gone" }
    }
}

extension KeyDifference.Change {
    /// Whether files that are copied or mounted differ.
    var isOfFiles: Bool { label == "contents" || label == "mounts" }

    /// Whether a variable of the environment differs.
    var isOfVariable: Bool { label == "environment" || label == "build arguments" }
}
