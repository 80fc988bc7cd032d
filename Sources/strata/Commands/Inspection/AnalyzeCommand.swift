import ArgumentParser
import Findings
import Inspection
import LayerAnalysis
import LinuxSystem
import OCI
import Secrets
import Storage
import SystemPackage

/// `strata analyze`.
struct AnalyzeCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "analyze",
        abstract: "Measure what an image wastes, and hold it to rules.",
        discussion: """
            Efficiency and wasted bytes are dive's; beside them: caches that package managers left, files that nobody needs, the same \
            bytes in several layers. An image is NAME (of the store), docker-archive:PATH, oci:PATH, oci-archive:PATH, docker://NAME, \
            docker-daemon:NAME, container:NAME, or the path of an archive that begins with / or ./

              strata analyze app
              strata analyze --ci --rule maxSize=200MB app
              strata analyze --ci --config .dive-ci --format junit docker-archive:app.tar
            """
    )
    static let memory = MemoryUse.largeTables
    static let shape = CommandShape([
        "ci", "config=", "ci-config=", "rule=", "format=", "dive-exact", "lowestEfficiency=", "highestWastedBytes=",
        "highestUserWastedPercent=", "top=", "platform~",
    ])

    @Flag(help: "Hold the image to rules; exit with 1 where it breaks one.")
    var ci = false

    @Option(
        help: ArgumentHelp(
            "File of rules (default: .strata.yaml, else .dive-ci, else dive's own rules).", valueName: "file"))
    var config: String?

    @Option(name: .customLong("ci-config"), help: ArgumentHelp("The same, as dive calls it.", valueName: "file"))
    var ciConfig: String?

    @Option(
        name: .customLong("rule"),
        help: ArgumentHelp("A rule; may be given several times, and goes before the file.", valueName: "name=value"))
    var rules: [String] = []

    @Option(
        help: ArgumentHelp("table, json, junit, sarif or markdown.", valueName: "format"))
    var format = "table"

    @Flag(
        name: .customLong("dive-exact"),
        help: "Stop reading a layer at a removed name that hides nothing, as dive does, where it counts 0 else.")
    var diveExact = false

    @Option(
        name: .customLong("lowestEfficiency"),
        help: ArgumentHelp("Dive's option for that rule.", valueName: "share"))
    var lowestEfficiency: String?

    @Option(
        name: .customLong("highestWastedBytes"),
        help: ArgumentHelp("Dive's option for that rule.", valueName: "size"))
    var highestWastedBytes: String?

    @Option(
        name: .customLong("highestUserWastedPercent"),
        help: ArgumentHelp("Dive's option for that rule.", valueName: "share"))
    var highestUserWastedPercent: String?

    @Option(
        help: ArgumentHelp(
            "How many paths to list of each kind (default: 10; all in JSON).", valueName: "count"))
    var top: Int?

    @Option(help: ArgumentHelp("Of an image for several platforms, this one's.", valueName: "os/arch"))
    var platform: String?

    @Argument(help: ArgumentHelp("The image.", valueName: "image"))
    var image: String

    func run(in context: CommandContext) async throws -> ProgramStatus {
        let format = try AnalysisFormat(parsing: format)
        if let top, top < 0 { throw UsageError("--top \(top): a count is meant", hint: "write --top 20") }
        let held = try heldRules()
        let source = try ImageSource(parsing: image)
        let access = try ImageAccess(context, platform: platform)
        let command = self
        let report = try await context.interruptible {
            let image = try await access.open(source)
            let analysis = try await ImageAnalysis(of: image, isDiveExact: command.diveExact)
            var results: [RuleResult]?
            if let held { results = held.results(of: analysis, try await held.circumstances(of: image, access)) }
            return AnalysisReport(
                analysis: analysis, results: results, limit: command.top ?? (format == .json ? .max : 10))
        }
        report.write(format, to: context.output)
        let isPassed = report.results?.allSatisfy(\.isPassed) ?? true
        return isPassed ? .success : .failure
    }

    /// The rules of the file and of the command line; `nil` where nobody asked for any.
    private func heldRules() throws -> ImageRules? {
        if config != nil, ciConfig != nil {
            throw UsageError("--config and --ci-config are the same", hint: "leave one out")
        }
        guard ci || !options.isEmpty else { return nil }
        var rules = try fileRules()
        for (name, value) in options { try rules.set(name, value) }
        return rules
    }

    private var options: [(String, String)] {
        var options: [(String, String)] = []
        for (name, value) in [
            ("lowestEfficiency", lowestEfficiency), ("highestWastedBytes", highestWastedBytes),
            ("highestUserWastedPercent", highestUserWastedPercent),
        ] {
            if let value { options.append((name, value)) }
        }
        return options
            + rules.map { rule in
                let parts = rule.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "true")
            }
    }

    private func fileRules() throws -> ImageRules {
        if let named = config ?? ciConfig { return try Self.rules(in: named) }
        // Rules that are given one by one are all, where nobody asked for the others.
        guard ci else { return ImageRules() }
        for name in [".strata.yaml", ".dive-ci"] {
            let isThere = try DirectoryHandle.open(".").statusIfPresent(of: Array(name.utf8)) != nil
            if isThere { return try Self.rules(in: name) }
        }
        return .standard
    }

    private static func rules(in name: String) throws -> ImageRules {
        let bytes = try FileHandle.open(FilePath(name)).readAll(limit: 1 << 20)
        return try ImageRules(parsing: String(decoding: bytes, as: UTF8.self), name: name)
    }
}

extension ImageAccess {
    /// As a command of a user: his store, his registries.
    init(_ context: CommandContext, platform: String? = nil) throws {
        self.init(
            registry: context.registries, platform: try platform.map { try Platform(parsing: $0) } ?? .host,
            store: { try context.openStore() })
    }
}

extension ImageRules {
    /// What some rules need besides the image's own measures.
    fileprivate func circumstances(of image: InspectedImage, _ access: ImageAccess) async throws -> Circumstances {
        var circumstances = Circumstances()
        if let growth {
            let base = try await access.open(ImageSource(parsing: growth.base))
            circumstances.baseSize = 0
            for layer in base.layers { circumstances.baseSize? += try await layer.entries().headerBytes }
        }
        if noSecrets {
            // What may be made up breaks no rule, as it ends no `build --scan`.
            circumstances.secrets = try await SecretScan().findings(in: image).count { $0.match.severity == .error }
        }
        return circumstances
    }
}
