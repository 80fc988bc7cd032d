import BuildGraph
import DockerfileSyntax
import OCI

/// What planning a build finds beyond the parser, for all stages and without any image at hand.
enum PlannerChecks {
    /// Warnings of BuildKit's rules, and mistakes; none where the parser found the file not to be buildable.
    static func diagnostics(of parsed: ParseResult) -> [Diagnostic] {
        guard !parsed.hasErrors, !parsed.dockerfile.stages.isEmpty else { return [] }
        var options = BuildOptions()
        options.checks = parsed.checks
        let planner = BuildPlanner(options: options, images: NoImages())
        // The only thing thrown is about a target or a moment, and none is named.
        return (try? planner.check(parsed.dockerfile, everyStage: true).diagnostics) ?? []
    }

    private struct NoImages: BaseImageProvider {
        func baseImage(named name: String, platform: Platform) throws -> BaseImage? { nil }
    }
}
