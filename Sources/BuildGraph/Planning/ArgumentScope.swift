internal import DockerfileSyntax
internal import OCI

/// The arguments that FROM lines see, and the values of the command line that every ARG may take.
struct ArgumentScope: Sendable {
    /// Build arguments that need no ARG: they are given to every RUN and kept out of history and keys.
    static let proxyNames: Set<String> = ["HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY"]

    /// The argument that is the time of the build.
    static let epochName = "SOURCE_DATE_EPOCH"
    private var moments: [String: Timestamp?] = [:]

    /// The values given on the command line.
    let given: [String: String]
    /// Platform arguments and the ARG instructions before the first FROM.
    private(set) var globals = EnvironmentList()
    /// What is wrong with the global ARG instructions.
    private(set) var diagnostics: [Diagnostic] = []

    /// A scope without any argument.
    init() { given = [:] }

    /// Evaluates the global arguments of a Dockerfile.
    init(dockerfile: Dockerfile, options: BuildOptions) {
        var given = options.buildArguments
        if let epoch = options.sourceDateEpoch, given[Self.epochName] == nil {
            given[Self.epochName] = String(epoch.seconds)
        }
        moments = options.moments
        if let word = given[Self.epochName], let moment = moments[word] {
            given[Self.epochName] = moment.map { String($0.seconds) }
        }
        self.given = given
        setPlatforms(options, targetStage: options.target ?? dockerfile.stages.last?.name?.text ?? "default")
        for instruction in dockerfile.globalArguments {
            guard case .arg(let arguments) = instruction.kind else { continue }
            for definition in arguments.definitions { define(definition) }
        }
    }

    /// The proxy variables for RUN, each in both cases, sorted.
    func proxyEnvironment(_ options: BuildOptions) -> [String] {
        var values: [String: String] = [:]
        for source in [options.proxyEnvironment, given] {
            for (name, value) in source.sorted(by: { $0.key < $1.key })
            where ArgumentScope.proxyNames.contains(name.uppercased()) {
                values[name.uppercased()] = value
            }
        }
        return values.sorted { $0.key < $1.key }.flatMap {
            ["\($0.key)=\($0.value)", "\($0.key.lowercased())=\($0.value)"]
        }
    }

    /// A warning about given arguments that no ARG takes.
    func unusedWarning(declared: Set<String>, at range: SourceRange) -> Diagnostic? {
        let known = declared.union(globals.entries.map(\.name)).union([Self.epochName])
        let unused = given.keys.filter { name in
            !known.contains(name) && !ArgumentScope.proxyNames.contains(name.uppercased())
                && !name.hasPrefix("BUILDKIT_")
        }
        guard let first = unused.sorted().first else { return nil }
        return .warning(
            .unusedBuildArgument,
            "one or more build arguments were not consumed: \(unused.sorted().joined(separator: ", "))",
            hint: Suggestion.question(for: first, among: known.sorted())
                ?? "declare it with ARG in the stage that uses it",
            at: range
        )
    }

    private mutating func setPlatforms(_ options: BuildOptions, targetStage: String) {
        let build = options.buildPlatform
        let target = options.targetPlatform
        let defaults = [
            ("BUILDPLATFORM", build.description), ("BUILDOS", build.os), ("BUILDOSVERSION", build.osVersion ?? ""),
            ("BUILDARCH", build.architecture), ("BUILDVARIANT", build.variant ?? ""),
            ("TARGETPLATFORM", target.description), ("TARGETOS", target.os),
            ("TARGETOSVERSION", target.osVersion ?? ""),
            ("TARGETARCH", target.architecture), ("TARGETVARIANT", target.variant ?? ""), ("TARGETSTAGE", targetStage),
        ]
        for (name, value) in defaults { globals[name] = given[name] ?? value }
    }

    private mutating func define(_ definition: ArgInstruction.Definition) {
        let name = definition.name.text
        do throws(Diagnostic) {
            if let value = given[name] {
                globals[name] = value
            } else if let word = definition.defaultValue {
                let known = globals
                globals[name] = try word.expand { known[$0] }
                if name == Self.epochName, let word = globals[name], let moment = moments[word] {
                    globals[name] = moment.map { String($0.seconds) } ?? ""
                }
            }
        } catch {
            diagnostics.append(error)
        }
    }
}
