import DockerfileSyntax
import Findings

/// A package manager's cache stays in the layer.
enum ST015: LintRule {
    static var text: RuleText {
        RuleText(
            "ST015", .info, "A package manager's cache stays in the layer",
            why: """
                What was fetched lies there beside what was installed. Use a cache mount (`RUN --mount=type=cache,target=…`), or \
                remove it in the same RUN.
                """,
            example: """
                FROM node:22
                RUN npm ci
                """,
            counterExample: """
                FROM node:22
                RUN --mount=type=cache,target=/root/.npm npm ci
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        guard let last = file.stages.last else { return [] }
        // The caches of stages that are only copied from are in no image.
        let bases = Set(file.stages.map { $0.stage.baseName.text.lowercased() })
        return file.stages.filter { $0.index == last.index || $0.name.map { bases.contains($0) } ?? false }.flatMap {
            stage in
            file.runs(of: stage).compactMap { run -> LintMatch? in
                for command in run.commands {
                    guard let cache = PackageCache.left(by: command), !cache.isGone(in: run) else { continue }
                    return LintMatch(
                        run.range(of: command, in: file), hint: "add --mount=type=cache,target=\(cache.directory)")
                }
                return nil
            }
        }
    }
}
