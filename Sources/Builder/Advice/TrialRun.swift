import BuildGraph
import DockerfileSyntax
import LinuxSystem
import OCI
import Storage
import SystemPackage

/// Carries out the trials for one step with which misses began.
struct TrialRun: Sendable {
    /// What made the step run.
    enum Trigger: Sendable {
        /// Files of the context.
        case files(FileChanges)
        /// Build arguments, with the values that they have.
        case arguments([String: String])
    }

    let store: Store
    /// The build as it is; its ignore file is in it.
    let request: BuildRequest
    /// What came of the build as it is.
    let base: BuildSession
    let context: FilePath
    let trigger: Trigger
    let step: BuildStep
    let begin: @Sendable (AdviceTrial.Change) -> Void

    // MARK: The ignore file

    /// Leaves the files out of the context.
    func ignoring(_ spared: [BuildStep]) async throws -> [AdviceTrial] {
        guard case .files(let files) = trigger, let proposal = IgnoreProposal(files) else { return [] }
        var edited = request
        let old = request.ownIgnoreFile
        let name = old?.name ?? ".dockerignore"
        edited.ownIgnoreFile = (name, proposal.bytes(after: old?.bytes ?? []))
        let change = AdviceTrial.Change.ignore(file: name, patterns: proposal.patterns)
        return [try await trial(of: change, edited, sparing: spared, leavingOut: proposal.paths) { _ in nil }]
    }

    // MARK: The order of instructions

    /// Moves the instruction below the steps that ran because of it, one after the other until one does not work.
    func moving(_ proposal: MoveProposal, _ steps: [BuildStep]) async throws -> [AdviceTrial] {
        var trials: [AdviceTrial] = []
        var line: String?
        for (index, place) in proposal.places.enumerated() {
            let spared = proposal.places[...index].compactMap { place in steps.first { $0.number == place.step } }
            var trial = try await move(proposal, below: place, leaving: line, sparing: spared)
            trials.append(trial)
            if !trial.holds, index == 0, let smaller = smaller(proposal) {
                line = smaller
                trial = try await move(proposal, below: place, leaving: line, sparing: spared)
                trials.append(trial)
            }
            if !trial.holds { break }
        }
        // The furthest that holds says it all.
        let best = trials.lastIndex(where: \.holds)
        return trials.enumerated().filter { !$0.element.holds || $0.offset == best }.map(\.element)
    }

    private func move(
        _ proposal: MoveProposal, below place: MoveProposal.Place, leaving line: String?, sparing spared: [BuildStep]
    ) async throws -> AdviceTrial {
        let moved = proposal.move(below: place, leaving: line)
        var edited = request
        edited.dockerfile = .bytes(moved.bytes, name: base.source.name)
        let (text, below) = (proposal.instruction.source.originalText, place.run.source.originalText)
        let lines = (proposal.instruction.range.start.line, place.run.range.start.line)
        let change: AdviceTrial.Change =
            if let line {
                .split(instruction: text, line: lines.0, into: line, below: below, belowLine: lines.1)
            } else {
                .move(instruction: text, line: lines.0, below: below, belowLine: lines.1)
            }
        return try await trial(of: change, edited, sparing: spared, leavingOut: []) { session in
            session.plan.vertices.first { $0.range?.start.line == moved.line }.map { $0.id.index + 1 }
        }
    }

    /// The instruction that copies only what build tools are known by, where the context has such files and none of them is
    /// what changed.
    private func smaller(_ proposal: MoveProposal) -> String? {
        guard case .files(let files) = trigger, let directory = proposal.directory, let changed = files.allPaths
        else { return nil }
        let present = DependencyFiles.names.map { directory + $0 }.filter { path in
            !changed.contains(path) && base.context.map { isFile(path, in: $0) } == true
        }
        return proposal.smaller(copying: present)
    }

    private func isFile(_ path: String, in context: BuildContext) -> Bool {
        var directory = context.directory
        var names = path.split(separator: "/").map { Array($0.utf8) }
        guard let name = names.popLast() else { return false }
        // What cannot be looked at is no candidate.
        for name in names {
            guard let inner = try? directory.openDirectory(name) else { return false }
            directory = inner
        }
        return (try? directory.statusIfPresent(of: name))??.kind == .regular
    }

    // MARK: One trial

    /// The names of the build arguments that made the step run.
    private var arguments: [String] {
        if case .arguments(let values) = trigger { values.keys.sorted() } else { [] }
    }

    /// Builds with a change, compares, and builds once more with what began the misses changed again.
    ///
    /// - Parameters:
    ///   - last: the number of the step up to which all has to be in the cache then; `nil` for the whole build.
    private func trial(
        of change: AdviceTrial.Change, _ edited: BuildRequest, sparing spared: [BuildStep], leavingOut paths: [String],
        last: (BuildSession) -> Int?
    ) async throws -> AdviceTrial {
        begin(change)
        let start = Timestamp.now()
        func ended(_ outcome: AdviceTrial.Outcome) -> AdviceTrial {
            AdviceTrial(
                step: step.number, arguments: arguments, change: change, outcome: outcome, spared: spared.map(\.number),
                savedSeconds: spared.reduce(0) { $0 + $1.duration }, seconds: Timestamp.now().secondsSince(start))
        }
        let session: BuildSession
        do {
            session = try await ImageBuilder(store: store).tryOut(edited)
        } catch let error as BuildError where error.code != .noSpace {
            return ended(.breaks(error.message))
        }
        let outcome = try TrialComparison(base: base, trial: session).outcome(leavingOut: paths)
        guard case .holds = outcome else { return ended(outcome) }
        if let problem = try await missing(edited, upTo: last(session)) { return ended(.misses(problem)) }
        return ended(outcome)
    }

    /// Builds with what began the misses changed again; `nil` where the steps are in the cache.
    private func missing(_ edited: BuildRequest, upTo last: Int?) async throws -> String? {
        switch trigger {
        case .files(let files): return try await missing(edited, changing: files, upTo: last)
        case .arguments(let values):
            guard try await uncached(request.changing(values), step: step.number, upTo: step.number) != nil else {
                return "another value is in the cache already"
            }
            // All has to be there: no command is run with a value that nobody gave.
            return try await uncached(edited.changing(values), step: nil, upTo: last)
        }
    }

    private func missing(_ edited: BuildRequest, changing files: FileChanges, upTo last: Int?) async throws -> String? {
        let present = files.changed.map(\.path) + files.added
        let touchable = present.filter { path in base.context.map { isFile(path, in: $0) } == true }
        let changed = touchable + files.removed
        guard !changed.isEmpty, let touched = try TouchedContext(context, changing: changed, in: store) else {
            return "the files cannot be changed for a trial"
        }
        defer { withExtendedLifetime(touched) {} }
        // Against a test that could not fail: without the change, these files do make the step run.
        guard try await uncached(request.inside(touched), step: step.number, upTo: step.number) != nil else {
            return "the files that differ are not those of the context"
        }
        return try await uncached(edited.inside(touched), step: last, upTo: last)
    }

    /// Why a step, or one of all, is not in the cache; `nil` where it is there.
    private func uncached(_ request: BuildRequest, step: Int?, upTo last: Int?) async throws -> String? {
        var again = request
        again.requiredCached = step.map { [StepSelector(String($0))] } ?? []
        again.endsAfter = last
        do {
            _ = try await ImageBuilder(store: store).tryOut(again)
            return nil
        } catch let error as BuildError where error.code != .noSpace {
            return error.message
        }
    }
}

extension BuildRequest {
    /// The same build of a context that was changed.
    fileprivate func inside(_ context: TouchedContext) -> BuildRequest {
        var result = self
        result.context = .directory(context.path)
        result.contextIndex = context.index
        return result
    }

    /// The same build with other values of some arguments: of the same kind, as ports and versions are checked when a build is planned.
    fileprivate func changing(_ values: [String: String]) -> BuildRequest {
        var result = self
        for (name, value) in values {
            let digit = value.last.flatMap { $0.isASCII ? $0.wholeNumberValue : nil }
            result.buildArguments[name] = digit.map { String(value.dropLast()) + String(($0 + 1) % 10) } ?? value + "1"
        }
        return result
    }
}
