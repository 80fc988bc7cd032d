import DockerfileSyntax
import TestRandom
import Testing

@testable import BuildGraph

@Suite("Every plan")
struct PlanProperties {
    static let lines = [
        "FROM busybox", "FROM alpine AS a", "FROM scratch AS b", "FROM a AS c", "FROM b", "FROM $X", "ARG X=alpine",
        "ARG X",
        "ENV A=1 B=$A", "RUN make $A", "RUN [\"x\"]", "RUN <<E\n#!/x\nE", "COPY a b /c/", "COPY --from=a /x /",
        "COPY --from=0 /x .",
        "COPY --from=1 /x .", "COPY --from=c /x .", "COPY --from=alpine --link /x .", "ADD x.tar /", "WORKDIR y",
        "WORKDIR /",
        "USER me", "CMD x", "ENTRYPOINT [\"y\"]", "EXPOSE 80-82", "EXPOSE $A", "ONBUILD RUN trigger",
        "ONBUILD COPY --from=a z /",
        "LABEL a=b", "VOLUME /v", "STOPSIGNAL 9", "HEALTHCHECK NONE", "SHELL [\"/s\"]", "MAINTAINER me",
        "COPY <<F /f\n$A\nF",
        "RUN --mount=type=tmpfs,target=/t x", "COPY --chmod=abc a /", "ADD http://x /",
    ]

    @Test("is ordered, needed as a whole and numbered once; and no text makes the planner trap", arguments: 1...300)
    func holds(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let count = Int.random(in: 1...14, using: &random)
        let text = (["FROM busybox AS a"] + (0..<count).compactMap { _ in Self.lines.randomElement(using: &random) })
            .joined(separator: "\n")
        var options = BuildOptions()
        options.target = Bool.random(using: &random) ? "a" : nil
        let result = try BuildPlanner(options: options, images: KnownImages.standard)
            .plan(Dockerfile.parse(text).dockerfile)
        switch result {
        case .rejected(let diagnostics):
            #expect(diagnostics.contains { $0.severity == .error }, "seed \(seed)")
        case .plan(let plan):
            check(plan, "seed \(seed):\n\(text)")
        }
    }

    private func check(_ plan: BuildPlan, _ place: Comment) {
        var needed: Set<VertexID> = Set([plan.target.vertex].compactMap { $0 })
        for vertex in plan.vertices.reversed() {
            #expect(vertex.dependencies.allSatisfy { $0 < vertex.id }, place)
            #expect(needed.contains(vertex.id), place)
            needed.formUnion(vertex.dependencies)
        }
        #expect(Set(plan.names).count == plan.vertices.count, place)
        #expect(plan.vertices.map(\.id.index) == Array(plan.vertices.indices), place)
        #expect(plan.image.layerVertices.last == nil || plan.image.layerVertices.last == plan.target.vertex, place)
    }
}
