import DockerfileSyntax
import Findings

/// Use only allowed registries in FROM.
enum DL3026: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3026", .error, "Use only allowed registries in FROM",
            why: """
                Says so where `--trusted-registry` or the configuration names registries, and a base comes from another.
                """,
            example: """
                FROM quay.io/app:1
                """,
            counterExample: """
                FROM docker.io/debian:12
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        let allowed = file.options.trustedRegistries
        guard !allowed.isEmpty else { return [] }
        var names: Set<String> = []
        return file.stages.compactMap { stage in
            defer { if let name = stage.name { names.insert(name) } }
            let base = stage.base
            if names.contains(stage.stage.baseName.text.lowercased()) || base.name == "scratch" { return nil }
            let registries = base.registry.map { [$0] } ?? ["docker.io", "hub.docker.com"]
            let isTrusted = registries.contains { registry in allowed.contains { matches(registry, $0) } }
            return isTrusted ? nil : LintMatch(stage.stage.baseName.range)
        }
    }

    /// `*` at the beginning or the end stands for anything.
    private static func matches(_ registry: String, _ pattern: String) -> Bool {
        if pattern == "*" { return true }
        if pattern.hasPrefix("*") { return registry.hasSuffix(pattern.dropFirst()) }
        if pattern.hasSuffix("*") { return registry.hasPrefix(pattern.dropLast()) }
        return registry == pattern
    }
}
