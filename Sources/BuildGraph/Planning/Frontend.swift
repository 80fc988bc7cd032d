public import DockerfileSyntax

/// Which dialect a Dockerfile asks for with `# syntax=`, or a build with the argument `BUILDKIT_SYNTAX`.
///
/// BuildKit fetches and runs the image that is named. Strata carries the dialect of docker/dockerfile out itself, whatever its version.
public enum Frontend {
    /// The build argument that names a frontend in the place of the directive.
    public static let buildArgument = "BUILDKIT_SYNTAX"

    /// What is wrong with the frontend that is asked for; `nil` for one whose dialect is carried out, and for none.
    public static func problem(directive: ShellWord?, argument: String?) -> Diagnostic? {
        let hint = "docker/dockerfile is carried out, in every version; leave the line out for it"
        if let argument, !argument.isEmpty {
            if isKnown(argument) { return nil }
            return .error(
                .unknownFrontend, "the frontend \(argument) of --build-arg \(buildArgument) is not known", hint: hint,
                at: .start)
        }
        guard let directive, !isKnown(directive.text) else { return nil }
        return .error(.unknownFrontend, "the frontend \(directive.text) is not known", hint: hint, at: directive.range)
    }

    /// Whether a reference is docker/dockerfile or docker/dockerfile-upstream, of any registry (a mirror has them too), with any tag
    /// and digest.
    static func isKnown(_ text: String) -> Bool {
        let reference = text.prefix { $0 != " " }.prefix { $0 != "@" }
        var components = reference.split(separator: "/", omittingEmptySubsequences: false)
        guard let last = components.popLast() else { return false }
        let name = last.prefix { $0 != ":" }
        return ["dockerfile", "dockerfile-upstream"].contains(name) && components.last == "docker"
    }
}
