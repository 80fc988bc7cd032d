import DockerfileSyntax
import OCI
import Testing

@testable import BuildGraph

@Suite(
    "Recorded builds",
    .enabled(
        if: !ConformanceCase.all.isEmpty, "the recording is not there: conformance/buildah/cases.json below shared")
)
struct ConformanceTests {
    /// Builds that BuildKit refuses while it reads the Dockerfile; the others fail when they are carried out.
    static let refused: Set<Int> = [27, 118]

    @Test(
        "have the configuration and history that BuildKit gives",
        arguments: ConformanceCase.all.filter { $0.expected != nil })
    func matches(_ conformance: ConformanceCase) throws {
        let expected = try #require(conformance.expected)
        guard case .plan(let plan) = try result(of: conformance) else {
            Issue.record("rejected: \(try errors(of: conformance).map(\.message))")
            return
        }
        let image = try assemble(plan).configuration.value
        let history = image.history.map { [.string($0.createdBy ?? ""), .bool($0.isEmptyLayer)] as JSONValue }
        #expect(history == expected["history"]?.arrayValue)
        let wanted = try ContainerConfiguration(json: expected["config"] ?? .null)
        #expect(image.config.json.compact() == wanted.json.compact())
    }

    @Test(
        "that BuildKit refuses to read are refused",
        arguments: ConformanceCase.all.filter { refused.contains($0.index) })
    func isRefused(_ conformance: ConformanceCase) throws {
        #expect(try !errors(of: conformance).isEmpty)
    }

    private func result(of conformance: ConformanceCase) throws -> PlanResult {
        let parsed = Dockerfile.parse(try #require(conformance.text()), name: conformance.dockerfile)
        if parsed.hasErrors { return .rejected(parsed.diagnostics) }
        var options = BuildOptions()
        options.buildArguments = conformance.arguments
        options.buildPlatform = .linux
        options.targetPlatform = .linux
        return try BuildPlanner(options: options, images: ConformanceImages()).plan(parsed.dockerfile)
    }

    private func errors(of conformance: ConformanceCase) throws -> [Diagnostic] {
        guard case .rejected(let diagnostics) = try result(of: conformance) else { return [] }
        return diagnostics.filter { $0.severity == .error }
    }

    private func assemble(_ plan: BuildPlan) throws -> AssembledImage {
        let layers = plan.image.layerVertices.map { id in
            (id, LayerResult(diffID: Digest.of("\(id.index)"), size: 1024, created: Timestamp(seconds: 2000)))
        }
        return try ImageAssembler(plan: plan).assemble(
            layers: Dictionary(uniqueKeysWithValues: layers),
            fallbackCreated: .epoch
        )
    }
}
