internal import DockerfileSyntax
internal import OCI

/// The rule `InvalidDefaultArgInFrom`: without any `--build-arg`, every FROM has to name an image that there could be.
enum DefaultBaseNames {
    static func warnings(_ dockerfile: Dockerfile, _ options: BuildOptions) -> [Diagnostic] {
        var bare = options
        bare.buildArguments = [:]
        let globals = ArgumentScope(dockerfile: dockerfile, options: bare).globals
        return dockerfile.stages.compactMap { stage in
            let word = stage.baseName
            // What cannot be expanded at all is an error of its own, as is a wrong name that no variable makes.
            guard word.text.contains("$"), let name = try? word.expand(with: { globals[$0] }), !canBeBase(name) else {
                return nil
            }
            return .warning(
                .invalidDefaultArgumentInFrom,
                "the default of ARG makes '\(word.text)' an empty or invalid name of an image",
                hint: "give the ARG before the first FROM a default", at: word.range)
        }
    }

    private static func canBeBase(_ name: String) -> Bool {
        !name.isEmpty && (try? ImageReference(parsing: name)) != nil
    }
}
