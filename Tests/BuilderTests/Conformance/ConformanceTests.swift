import Builder
import DockerfileSyntax
import LinuxSystem
import OCI
import Storage
import Synchronization
import SystemPackage
import Testing

/// Builds against what a current BuildKit made of the same Dockerfiles and contexts.
@Suite(
    "Conformance with BuildKit", .enabled(if: ConformanceSuite.shared != nil, "the recorded expectations are absent"))
struct ConformanceTests {
    /// Cases whose result differs on purpose or waits for what is not executed yet, with the reason.
    static let exceptions: [Int: String] = [
        47: "layer rule 7: user.* attributes are kept, which BuildKit's exporter drops",
        82: "compare.py looks hard links up and sees files, so that no layout can be what it expects",
    ]

    @Test("every recorded build gives the recorded tree and configuration, or fails as recorded")
    func cases() async throws {
        guard let suite = ConformanceSuite.shared else { return }
        let bases = try ConformanceBases(suite)
        var failures: [String] = []
        let wanted = ProcessEnvironment.value(of: "STRATA_CONFORMANCE").map {
            $0.split(separator: ",").compactMap { Int($0) }
        }
        for test in suite.cases where wanted?.contains(test.index) ?? true {
            let outcome = await bases.outcome(of: test)
            if let outcome, Self.exceptions[test.index] == nil { failures.append("\(test): \(outcome)") }
            if outcome == nil, Self.exceptions[test.index] != nil {
                failures.append("\(test): passes, but is excepted")
            }
        }
        #expect(failures.isEmpty, "\(failures.count) of \(suite.cases.count):\n\(failures.joined(separator: "\n"))")
    }
}

/// A store with the base images of the suite.
final class ConformanceBases: Sendable {
    private let suite: ConformanceSuite
    private let directory = Mutex<TemporaryDirectory?>(nil)
    private let place: TemporaryDirectory
    private let store: Store

    init(_ suite: ConformanceSuite) throws {
        self.suite = suite
        place = try TemporaryDirectory()
        let bases = place.path.appending("bases")
        let (status, output) = try HostProgram.run(
            "bash", [suite.directory.appending("make-base.sh").string, bases.string])
        guard status == 0 else { throw BuildError(.badOption, "making the bases: \(output)") }
        store = try Store.open(root: place.path.appending("store"))
        let names = [
            "busybox": ["mirror.gcr.io/busybox", "mirror.gcr.io/alpine"], "centos": ["quay.io/libpod/centos:7"],
        ]
        for (layout, references) in names {
            guard let image = try store.load(path: bases.appending(layout), name: nil).first else { continue }
            for name in references { try store.tag(image, as: ImageReference(parsing: name)) }
        }
    }

    /// Builds a case: `nil` where the result is as recorded, else what is different.
    func outcome(of test: ConformanceSuite.Case) async -> String? {
        do {
            let context = try TemporaryDirectory()
            let archive = suite.directory.appending(test.context).string
            let (status, output) = try HostProgram.run(
                "tar", ["-xpf", archive, "--xattrs", "--xattrs-include=*", "-C", context.path.string])
            if status != 0 { return "unpacking the context: \(output)" }
            return try await outcome(of: test, in: context)
        } catch {
            return "\(error)"
        }
    }

    private func outcome(of test: ConformanceSuite.Case, in context: TemporaryDirectory) async throws -> String? {
        var request = BuildRequest(
            context: .directory(context.path), dockerfile: .file(context.path.appending(test.dockerfile)))
        request.buildArguments = test.arguments
        let result: BuildResult
        do {
            result = try await ImageBuilder(store: store).build(request)
        } catch {
            return test.succeeds ? "error: \(Self.text(error))" : nil
        }
        if !test.succeeds { return "the build went through, and fails in BuildKit" }
        guard let image = try store.image(named: result.imageID.description) else {
            return "the image is not in the store"
        }
        let layout = context.path.appending("layout-of-the-result")
        try store.exportLayout([(image, [])], to: layout)
        let script = suite.directory.appending("compare.py").string
        let (status, output) = try HostProgram.run("python3", [script, "\(test.index)", layout.string])
        return status == 0 ? nil : output.split(separator: "\n").prefix(20).joined(separator: "; ")
    }

    private static func text(_ error: any Error) -> String {
        guard let error = error as? BuildError else { return "\(error)" }
        return ([error.description] + error.lastOutput + error.diagnostics.map(\.message)).joined(separator: " | ")
    }
}
