import DockerfileSyntax

/// Where a build tool keeps what it loads and makes; all RUN of a stage that call it need the same.
struct ToolCache: Sendable {
    let programs: Set<String>
    /// The last part of the name of the official image in which the directories are those.
    let base: String
    let targets: [String]
    /// Variables that say that the directories are others.
    let variables: Set<String>

    static var all: [ToolCache] {
        [
            ToolCache(
                programs: ["go"], base: "golang", targets: ["/go/pkg/mod", "/root/.cache/go-build"],
                variables: ["GOPATH", "GOCACHE", "GOMODCACHE", "GOFLAGS", "HOME", "XDG_CACHE_HOME"]),
            ToolCache(
                programs: ["cargo"], base: "rust", targets: ["/usr/local/cargo/registry"],
                variables: ["CARGO_HOME", "HOME"]),
            ToolCache(
                programs: ["mvn"], base: "maven", targets: ["/root/.m2/repository"],
                variables: ["MAVEN_CONFIG", "MAVEN_OPTS", "HOME"]),
        ]
    }

    /// One fix for each stage: only for stages out of which no more than results is copied.
    func fixes(_ runs: [FixSubject.Run], in subject: FixSubject) -> [Fix] {
        let stages = subject.dockerfile.stages
        return stages.indices.compactMap { stage in
            guard stage != stages.count - 1, isBase(subject.rootBase(of: stage)),
                !subject.chain.used.contains(stage),
                !copiesCaches(of: stage, in: subject)
            else { return nil }
            let all = subject.dockerfile.stages[stage].instructions.filter { $0.keyword == .run }
            let callers = runs.filter { run in
                run.stage == stage && run.list.commands.contains { $0.program.map(programs.contains) == true }
            }
            // A RUN that is not understood might be one of them.
            guard !callers.isEmpty, runs.count(where: { $0.stage == stage }) == all.count,
                callers.allSatisfy({ run in
                    run.state.isRoot && !run.mountsCache && run.state.environment.isDisjoint(with: variables)
                })
            else { return nil }
            return CacheMount.fix(targets, callers.map { ($0.instruction, []) }, in: subject)
        }
    }

    private func isBase(_ name: String) -> Bool {
        let path = name.split(separator: "@")[0].split(separator: "/")
        return path.last?.split(separator: ":").first.map(String.init) == base && path.count < 3
    }

    private func copiesCaches(of stage: Int, in subject: FixSubject) -> Bool {
        let stages = subject.dockerfile.stages
        return stages.indices.contains { index in
            stages[index].instructions.contains { instruction in
                guard case .copy(let copy) = instruction.kind, let from = copy.from,
                    subject.dockerfile.stageIndex(named: from.text, before: index) == stage
                else { return false }
                return copy.transfer.sources.contains { source in
                    let path = source.text
                    return path.contains("$")
                        || targets.contains {
                            ($0 + "/").hasPrefix(path.hasSuffix("/") ? path : path + "/") || path.hasPrefix($0)
                        }
                }
            }
        }
    }
}
