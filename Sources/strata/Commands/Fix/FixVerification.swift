import Builder
import DockerfileSyntax
import Fixes
import OCI
import Storage
import SystemPackage

/// Builds a Dockerfile with the fixes that have to be proven, and keeps those that are.
struct FixVerification: Sendable {
    /// What came of it.
    struct Outcome: Sendable {
        let result: Fixer.Result
        /// What the proof of all kept fixes together says; `nil` where there is none to prove.
        let verdict: ProofVerdict?
        /// Fixes that were tried and not kept, with the reason.
        let rejected: [(fix: Fix, reason: String)]
    }

    let fixer: Fixer
    let target: FixTarget
    let request: BuildRequest
    let store: Store
    let question: ImageProof.Question
    /// The file that is edited to measure rebuilds.
    let editedFile: String?
    let skipped: Set<FixName>
    let tell: @Sendable (String) -> Void
    /// Called with the name of each step that begins.
    let show: @Sendable (String) -> Void

    /// Tries all fixes together; where that does not hold, one after the other.
    func run() async throws -> Outcome {
        let all = fixes { _ in true }
        guard all.applied.contains(where: { $0.grade == .verified }) else {
            return Outcome(result: all, verdict: nil, rejected: [])
        }
        let proof = try await ImageProof(
            of: request, in: store, asking: question, editing: editedFile, tell: tell, show: show)
        if proof.isAnswered == false {
            tell("the check fails with the Dockerfile as it is: it has to fail with the changed one too")
        }
        let (made, verdict, named) = try await together(all, proof)
        if verdict.holds { return Outcome(result: made, verdict: verdict, rejected: []) }
        let count = all.applied.count { $0.grade == .verified }
        if count == 1 { return try await oneByOne(proof, knowing: .first(verdict, naming: named)) }
        let failure = verdict.failure ?? ""
        if !verdict.lostPackages.isEmpty,
            all.applied.contains(where: { $0.grade == .verified && $0.name != .noRecommends })
        {
            // The most likely cause, and all others are known by one build.
            tell("all together do not hold (\(failure)): trying all but no-recommends")
            let rest = fixes { $0.name != .noRecommends }
            let verdict = try await self.verdict(rest, proof, measuring: false)
            if verdict.holds { return try await oneByOne(proof, knowing: .kept(rest, verdict)) }
        }
        tell("all together do not hold (\(failure)): one by one")
        return try await oneByOne(proof)
    }

    /// Tries all fixes at once, and again with packages by name that turned out to be needed: most often nothing else is amiss, and
    /// each fix by itself would be a build.
    private func together(
        _ all: Fixer.Result, _ proof: ImageProof
    ) async throws -> (result: Fixer.Result, verdict: ProofVerdict, named: [String: [String]]) {
        var verdict = try await verdict(all, proof)
        var named: [String: [String]] = [:]
        // What the first one installs is there for all that comes behind it.
        if let key = all.applied.first(where: { $0.name == .noRecommends })?.key {
            verdict = try await again(verdict, "all", naming: &named, for: key) {
                try await self.verdict(fixes(naming: $0) { _ in true }, proof)
            }
        }
        return (fixes(naming: named) { _ in true }, verdict, named)
    }

    /// How often a fix is tried again with packages by name that turned out to be needed: each time is a build.
    private static let repetitions = 2

    /// Tries again with packages by name, as long as some turn out to be needed.
    private func again(
        _ first: ProofVerdict, _ what: String, naming named: inout [String: [String]], for key: String,
        attempt: ([String: [String]]) async throws -> ProofVerdict
    ) async throws -> ProofVerdict {
        var verdict = first
        for _ in 0..<Self.repetitions where !verdict.neededPackages.isEmpty {
            named[key, default: []] += verdict.neededPackages
            tell("trying \(what) with \(verdict.neededPackages.joined(separator: ", ")) by name")
            verdict = try await attempt(named)
        }
        return verdict
    }

    /// What trying several at once has told.
    private enum Knowledge {
        case nothing
        /// What comes of the first one, with packages by name.
        case first(ProofVerdict, naming: [String: [String]])
        /// Fixes that hold together.
        case kept(Fixer.Result, ProofVerdict)
    }

    /// Keeps each fix that holds together with those kept before.
    private func oneByOne(_ proof: ImageProof, knowing knowledge: Knowledge = .nothing) async throws -> Outcome {
        var kept: Set<String> = []
        var rejected: [(Fix, String)] = []
        var named: [String: [String]] = [:]
        var known: ProofVerdict?
        var last: ProofVerdict?
        switch knowledge {
        case .nothing: break
        case .first(let verdict, naming: let packages): (known, named) = (verdict, packages)
        case .kept(let result, let verdict):
            kept = Set(result.applied.filter { $0.grade == .verified }.map(\.key))
            last = verdict
        }
        var tried = kept
        while true {
            let present = fixes(naming: named) { kept.contains($0.key) }
            guard
                let next = present.others.first(where: { fix in
                    fix.grade == .verified && !fix.edits.isEmpty && !tried.contains(fix.key)
                        && !skipped.contains(fix.name)
                })
            else {
                // A build may take minutes: once is enough, with all that is kept.
                if last != nil { last?.rebuildSeconds = try await proof.rebuildSeconds(of: changed(present)) }
                return Outcome(result: present, verdict: last, rejected: rejected)
            }
            tried.insert(next.key)
            let key = next.key
            tell("trying \(next.name.rawValue) of line \(next.line)")
            var verdict: ProofVerdict
            if let first = known.take() {
                verdict = first
            } else {
                verdict = try await attempt(key, besides: kept, naming: named, proof)
            }
            if next.name == .noRecommends {
                verdict = try await again(verdict, "it", naming: &named, for: key) {
                    try await attempt(key, besides: kept, naming: $0, proof)
                }
            }
            if let failure = verdict.failure {
                rejected.append((next, failure))
            } else {
                kept.insert(key)
                last = verdict
            }
        }
    }

    /// What comes of a fix together with those that are kept.
    private func attempt(
        _ key: String, besides kept: Set<String>, naming packages: [String: [String]], _ proof: ImageProof
    ) async throws -> ProofVerdict {
        try await verdict(fixes(naming: packages) { kept.contains($0.key) || $0.key == key }, proof, measuring: false)
    }

    private func fixes(naming packages: [String: [String]] = [:], _ wants: (Fix) -> Bool) -> Fixer.Result {
        fixer.run(naming: packages) { fix in
            !skipped.contains(fix.name) && (fix.grade == .safe || fix.grade == .verified && wants(fix))
        }
    }

    /// The build of a result.
    private func changed(_ result: Fixer.Result) -> BuildRequest {
        var changed = request
        changed.dockerfile = .bytes(result.dockerfile, name: target.name)
        for name in result.applied.flatMap(\.secrets) {
            // What was given as an argument is given as a secret.
            guard let value = changed.buildArguments.removeValue(forKey: name) else { continue }
            changed.secrets[name] = SecretValue(Array(value.utf8))
        }
        return changed
    }

    private func verdict(
        _ result: Fixer.Result, _ proof: ImageProof, measuring: Bool = true
    ) async throws -> ProofVerdict {
        try await proof.verdict(
            on: changed(result), mountingCachesOn: Array(Set(result.applied.flatMap(\.cacheTargets))).sorted(),
            losing: result.applied.flatMap(\.lostPaths), measuring: measuring)
    }
}
