import BuildGraph
import Builder
import Storage
import Synchronization

/// A build with what it said about each step that ran.
struct ExplainedBuild {
    let result: BuildResult
    /// By step as progress names it: `CACHED`, or the reason why it ran; an empty text where none was given.
    let reasons: [String: String]
}

extension BuildFixture {
    /// Builds and listens to the reasons.
    func explainedBuild(
        _ dockerfile: String, _ change: (inout BuildRequest) throws -> Void = { _ in }
    ) async throws -> ExplainedBuild {
        var request = BuildRequest(
            context: .directory(context.path), dockerfile: .bytes(Array(dockerfile.utf8), name: "Dockerfile"))
        try change(&request)
        let reasons = Mutex<[String: String]>([:])
        let result = try await test.builder.build(request) { event in
            switch event {
            case .started(let vertex, _) where Self.isStep(vertex.name):
                reasons.withLock { if $0[vertex.name] == nil { $0[vertex.name] = "" } }
            case .cached(let vertex, _): reasons.withLock { $0[vertex.name] = "CACHED" }
            case .note(let vertex, let text, _): reasons.withLock { $0[vertex.name] = text }
            default: break
            }
        }
        return ExplainedBuild(result: result, reasons: reasons.withLock { $0 })
    }

    private static func isStep(_ name: String) -> Bool { name.hasPrefix("[") && !name.hasPrefix("[internal]") }

    /// The last build of the history, with its steps.
    func lastBuild() throws -> (build: BuildRecord, steps: [BuildStep]) {
        let build = try store.requireBuild(named: "last")
        return (build, try store.steps(of: build))
    }
}
