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
        // What a build is allowed is said on its command line.
        options.allowsInsecure = true
        options.allowedDevices = ["*"]
        let planner = BuildPlanner(options: options, images: NoImages())
        // The only thing thrown is about a target or a moment, and none is named.
        let found = (try? planner.check(parsed.dockerfile, everyStage: true).diagnostics) ?? []
        return found.filter { !isForWantOfArgument($0, in: parsed.text) }
    }

    /// Whether it is a mistake only because no `--build-arg` is given here: `ARG BASE` and `FROM $BASE`, `EXPOSE $PORT`, `${X:?}`.
    private static func isForWantOfArgument(_ diagnostic: Diagnostic, in text: SourceText) -> Bool {
        guard diagnostic.severity == .error else { return false }
        let words = text.bytes[diagnostic.range.start.offset..<diagnostic.range.end.offset]
        // What cannot be expanded with any value is a mistake all the same.
        return words.contains(UInt8(ascii: "$"))
            && (diagnostic.code != .expansion || words.contains(UInt8(ascii: "?")))
    }

    private struct NoImages: BaseImageProvider {
        func baseImage(named name: String, platform: Platform) throws -> BaseImage? { nil }
    }
}
