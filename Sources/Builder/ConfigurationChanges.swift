import BuildGraph
import DockerfileSyntax
public import OCI

/// The instructions of `--change`: applied to a configuration as a build would apply them, but nothing is run.
public enum ConfigurationChanges {
    private static let allowed: Set<String> = [
        "CMD", "ENTRYPOINT", "ENV", "EXPOSE", "HEALTHCHECK", "LABEL", "ONBUILD", "STOPSIGNAL", "USER", "VOLUME",
        "WORKDIR",
    ]

    /// Applies instructions, one in each text.
    ///
    /// - Throws: `BuildError` with `badOption` for an instruction that is none or that cannot be used here.
    public static func apply(_ changes: [String], to config: inout ContainerConfiguration) throws {
        if changes.isEmpty { return }
        for change in changes { try refuseOthers(change) }
        // Planned as a Dockerfile on an image that has the configuration: the rules of ENV, CMD and the like stand in one place.
        var base = ImageConfiguration(platform: .host, config: config)
        base.config.onBuild = []
        let text = "FROM base\n" + changes.joined(separator: "\n") + "\n"
        let parsed = Dockerfile.parse(text, name: "--change")
        let errors = parsed.diagnostics.filter { $0.severity == .error }
        let planner = BuildPlanner(options: BuildOptions(), images: OneImage(configuration: base))
        guard errors.isEmpty, case .plan(let plan) = try planner.plan(parsed.dockerfile) else {
            throw refusal(errors, changes)
        }
        let triggers = config.onBuild
        // A build gives every image a PATH; import and commit leave that to whoever runs it, as docker's do.
        let keepsPath = config.environmentValue(of: "PATH") != nil || changes.contains(where: setsPath)
        config = plan.image.configuration
        if !keepsPath { config.environment.removeAll { $0.hasPrefix("PATH=") } }
        config.onBuild = triggers + config.onBuild
    }

    private static func setsPath(_ change: String) -> Bool {
        let words = change.split { $0 == " " || $0 == "\t" }
        return words.first?.uppercased() == "ENV" && words.contains { $0 == "PATH" || $0.hasPrefix("PATH=") }
    }

    private static func refuseOthers(_ change: String) throws {
        let word = change.drop { $0 == " " }.prefix { $0 != " " && $0 != "\t" }.uppercased()
        if change.contains("\n") || !allowed.contains(word) {
            throw BuildError(
                .badOption, "--change '\(change)': \(word) cannot be used here",
                hint: "one of \(allowed.sorted().joined(separator: ", "))")
        }
    }

    private static func refusal(_ errors: [Diagnostic], _ changes: [String]) -> BuildError {
        guard let first = errors.first else {
            return BuildError(
                .badOption, "--change: these instructions cannot be applied: \(changes.joined(separator: "; "))")
        }
        let line = first.range.start.line - 2
        let change = changes.indices.contains(line) ? changes[line] : ""
        return BuildError(.badOption, "--change '\(change)': \(first.message)", hint: first.hint)
    }
}

/// The image on which `--change` is planned.
private struct OneImage: BaseImageProvider {
    let configuration: ImageConfiguration

    func baseImage(named name: String, platform: Platform) -> BaseImage? {
        BaseImage(name: name, manifestDigest: .of([]), configuration: configuration, layers: [])
    }
}
